"""Operations of accounts. Each takes ids, ``by`` and ``now``, checks permissions, and is one transaction."""

from upheld.accounts.operations.erasure import CannotErase, erase_person
from upheld.accounts.operations.first import CannotBegin, create_first_admin
from upheld.accounts.operations.groups import (
    CannotChangeGroup,
    add_to_group,
    create_group,
    remove_from_group,
    rename_group,
)
from upheld.accounts.operations.housekeeping import forget_expired
from upheld.accounts.operations.invitations import (
    CannotInvite,
    accept_invitation,
    invite_person,
    revoke_invitation,
)
from upheld.accounts.operations.links import CannotUseLink, issue_sign_in_link
from upheld.accounts.operations.organisations import (
    CannotChangeOrganisation,
    create_organisation,
    update_organisation,
)
from upheld.accounts.operations.people import (
    CannotDeactivate,
    create_person,
    deactivate_person,
    reactivate_person,
    update_profile,
)
from upheld.accounts.operations.resets import answer_reset_requests, request_reset, reset_password
from upheld.accounts.operations.roles import CannotChangeRoles, add_role, remove_role
from upheld.accounts.operations.signin import (
    CannotSignIn,
    change_password,
    sign_in,
    sign_in_by_link,
    sign_out_everywhere,
)
from upheld.accounts.operations.tokens import (
    TOKEN_KINDS,
    CannotIssueToken,
    IssuedToken,
    issue_token,
    note_token_use,
    revoke_token,
)

__all__ = [
    "TOKEN_KINDS",
    "CannotBegin",
    "CannotChangeGroup",
    "CannotChangeOrganisation",
    "CannotChangeRoles",
    "CannotDeactivate",
    "CannotErase",
    "CannotInvite",
    "CannotIssueToken",
    "CannotSignIn",
    "CannotUseLink",
    "IssuedToken",
    "accept_invitation",
    "add_role",
    "add_to_group",
    "answer_reset_requests",
    "change_password",
    "create_first_admin",
    "create_group",
    "create_organisation",
    "create_person",
    "deactivate_person",
    "erase_person",
    "forget_expired",
    "invite_person",
    "issue_sign_in_link",
    "issue_token",
    "note_token_use",
    "reactivate_person",
    "remove_from_group",
    "remove_role",
    "rename_group",
    "request_reset",
    "reset_password",
    "revoke_invitation",
    "revoke_token",
    "sign_in",
    "sign_in_by_link",
    "sign_out_everywhere",
    "update_organisation",
    "update_profile",
]
