"""Ledger events of reports: publications are recorded in the vendor's ledger, credits in the customer's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.ledger.events import Recorded


def publication_subject(period: str) -> str:
    """The subject of entries about the publications of a period."""
    return f"attainment/{period}"


@dataclass(frozen=True, kw_only=True)
class OnPublication(Recorded):
    period: str
    publication_id: int
    sha256: str

    @property
    def subject(self) -> str:
        return publication_subject(self.period)


@dataclass(frozen=True, kw_only=True)
class AttainmentPublished(OnPublication):
    """A report was published. ``sha256`` is the hash of the published document."""

    kind = "attainment.published"
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class AttainmentWithdrawn(OnPublication):
    """A report was withdrawn. ``reason`` is public, and no part of the leaf if none was stated."""

    kind = "attainment.withdrawn"
    reason: str | None = None

    def data(self) -> dict[str, object]:
        return {name: value for name, value in super().data().items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class OnCredit(Recorded):
    """An event of a credit case. ``amount`` is a decimal string in the contract's currency."""

    credit_id: int
    period: str
    amount: str
    currency: str

    @property
    def subject(self) -> str:
        return f"credit/{self.credit_id}"


@dataclass(frozen=True, kw_only=True)
class CreditProposed(OnCredit):
    """A credit was proposed, or its amount changed because the figures changed."""

    kind = "credit.proposed"
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class CreditClaimed(OnCredit):
    kind = "credit.claimed"


@dataclass(frozen=True, kw_only=True)
class CreditWaived(OnCredit):
    kind = "credit.waived"


@dataclass(frozen=True, kw_only=True)
class CreditApproved(OnCredit):
    kind = "credit.approved"


@dataclass(frozen=True, kw_only=True)
class CreditPaid(OnCredit):
    kind = "credit.paid"
