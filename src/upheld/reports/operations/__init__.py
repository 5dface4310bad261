"""Operations on publications and credits."""

from upheld.reports.operations.credits import (
    CannotCredit,
    approve_credit,
    claim_credit,
    pay_credit,
    propose_credits,
    waive_credit,
)
from upheld.reports.operations.publication import CannotPublish, publish_period, withdraw_publication

__all__ = [
    "CannotCredit",
    "CannotPublish",
    "approve_credit",
    "claim_credit",
    "pay_credit",
    "propose_credits",
    "publish_period",
    "waive_credit",
    "withdraw_publication",
]
