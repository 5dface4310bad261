"""Tables of people and organisations."""

from upheld.accounts.models.groups import GroupMember, SupportGroup
from upheld.accounts.models.organisations import Organisation
from upheld.accounts.models.people import EmailAddress, Membership, User
from upheld.accounts.models.signin import Attempt, OneTimeToken, Password, ResetRequest
from upheld.accounts.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "Attempt",
    "EmailAddress",
    "GroupMember",
    "Membership",
    "OneTimeToken",
    "Organisation",
    "Password",
    "ResetRequest",
    "SupportGroup",
    "User",
]
