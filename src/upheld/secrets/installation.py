"""The secret key that an installation has adopted, known by its fingerprint.

Web machines with different keys would reject each other's sessions and could not read each other's sealed secrets.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from upheld.secrets import sealing
from upheld.secrets.models import AdoptedKey


def adopted_fingerprint() -> str | None:
    """The fingerprint of the installation's key; ``None`` before the first start."""
    return AdoptedKey.objects.order_by("-pk").values_list("fingerprint", flat=True).first()


def shares_key() -> bool:
    """Whether the installation's key is this process's key, or one of its earlier keys."""
    adopted = adopted_fingerprint()
    return adopted is None or adopted in map(sealing.fingerprint, sealing.keys())


def adopt_key(*, now: datetime) -> None:
    """Make this process's key the installation's."""
    own = sealing.fingerprint(settings.SECRET_KEY)
    if adopted_fingerprint() != own:
        AdoptedKey.objects.create(fingerprint=own, adopted_at=now)
