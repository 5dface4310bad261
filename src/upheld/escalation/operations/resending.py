"""Resends messages that have failed."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import acting
from upheld.escalation.permissions import need_manager
from upheld.operations.bus import operation
from upheld.operations.errors import Refused
from upheld.outbox.outcome import RETENTION, retry


class CannotResend(Refused):
    """Raised if the parcel has not failed, or if its content has been deleted since."""


@operation
def resend(*, parcel_id: int, by: Actor, now: datetime) -> None:
    """Send a failed parcel again, under its own key. Raises NotAllowed, CannotResend."""
    need_manager(acting(by))
    if not retry(parcel_id, now=now):
        raise CannotResend("not_to_resend", days=RETENTION.days)
