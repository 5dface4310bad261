"""Queries of accounts. They return frozen read models, never rows."""

from upheld.accounts.queries.actors import TokenUse, actor_of_session, actor_of_token, actor_of_user
from upheld.accounts.queries.arbiters import ArbiterView, arbiters
from upheld.accounts.queries.groups import group, group_member_ids, group_page
from upheld.accounts.queries.links import InvitationOffer, invitation_offer, link_owner
from upheld.accounts.queries.organisations import (
    is_vendor,
    organisation,
    organisation_choices,
    organisations,
    vendor,
)
from upheld.accounts.queries.people import (
    belonged,
    holders,
    invitation_page,
    names,
    pending_invitations,
    people,
    person,
    recipients,
    staff_choices,
    user_of_address,
)
from upheld.accounts.queries.tokens import token_page
from upheld.accounts.queries.views import (
    Choice,
    GroupView,
    InvitationView,
    MemberView,
    OrganisationView,
    PersonView,
    Recipient,
    RoleHeld,
    TokenView,
)
from upheld.operations.paging import Listing

__all__ = [
    "ArbiterView",
    "Choice",
    "GroupView",
    "InvitationOffer",
    "InvitationView",
    "Listing",
    "MemberView",
    "OrganisationView",
    "PersonView",
    "Recipient",
    "RoleHeld",
    "TokenUse",
    "TokenView",
    "actor_of_session",
    "actor_of_token",
    "actor_of_user",
    "arbiters",
    "belonged",
    "group",
    "group_member_ids",
    "group_page",
    "holders",
    "invitation_offer",
    "invitation_page",
    "is_vendor",
    "link_owner",
    "names",
    "organisation",
    "organisation_choices",
    "organisations",
    "pending_invitations",
    "people",
    "person",
    "recipients",
    "staff_choices",
    "token_page",
    "user_of_address",
    "vendor",
]
