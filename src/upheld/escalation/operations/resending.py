"""Trying again what had failed for good."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.common import outbox
from upheld.common.bus import operation
from upheld.common.errors import Refused
from upheld.escalation.permissions import need_manager


class CannotResend(Refused):
    """It did not fail, or it was so long ago that what it said is forgotten."""


@operation
def resend(*, parcel_id: int, by: Actor, now: datetime) -> None:
    """Send a failed parcel again, under its own key. Raises NotAllowed, CannotResend."""
    need_manager(by)
    if not outbox.retry(parcel_id, now=now):
        raise CannotResend("not_to_resend", days=outbox.KEPT.days)
