"""What is in the outbox."""

from __future__ import annotations

from upheld.outbox.models import Parcel


def last(template: str) -> Parcel:
    """The newest mail of a template."""
    found = Parcel.objects.filter(template=template).order_by("-id").first()
    assert found is not None, f"no mail {template}"
    return found


def secret_in(parcel: Parcel) -> str:
    """The secret at the end of the link in a mail."""
    return str(parcel.private["link"]).rpartition("/")[2]
