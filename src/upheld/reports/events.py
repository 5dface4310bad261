"""What reports put into the ledger: publications into the vendor's own log, credits into the customer's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.ledger.events import Recorded


@dataclass(frozen=True, kw_only=True)
class OnPublication(Recorded):
    period: str
    publication_id: int
    sha256: str

    @property
    def subject(self) -> str:
        return f"attainment/{self.period}"


@dataclass(frozen=True, kw_only=True)
class AttainmentPublished(OnPublication):
    """``sha256`` is that of the published document's bytes."""

    kind = "attainment.published"
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class AttainmentWithdrawn(OnPublication):
    kind = "attainment.withdrawn"


@dataclass(frozen=True, kw_only=True)
class OnCredit(Recorded):
    """Money is written as a decimal text in the contract's currency."""

    credit_id: int
    period: str
    amount: str
    currency: str

    @property
    def subject(self) -> str:
        return f"credit/{self.credit_id}"


@dataclass(frozen=True, kw_only=True)
class CreditProposed(OnCredit):
    """The figures grant a credit, or another one than proposed before."""

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
