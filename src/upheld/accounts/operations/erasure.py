"""Erases the personal data of a person; records of what happened stay."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.events import PersonErased
from upheld.accounts.models import (
    ApiToken,
    EmailAddress,
    Membership,
    OneTimeToken,
    Organisation,
    Password,
    ResetRequest,
    User,
)
from upheld.accounts.operations import audit, leaving, people, rows
from upheld.accounts.permissions import may_erase, need, need_scope, need_session
from upheld.operations import idempotency
from upheld.operations.bus import operation, publish
from upheld.operations.errors import Refused


class CannotErase(Refused):
    """The actor cannot erase themselves, nor the last administrator."""


NAMELESS = "—"


@operation
def erase_person(*, user_id: int, by: Actor, now: datetime) -> None:
    """Delete a person's name, addresses, password, tokens, links, roles and mail; the row stays without a name.

    Tickets and the ledger name people by id, so every figure stays as it was. Cannot be undone. Erasing a person again
    removes what an earlier version left.
    """
    by = rows.acting(by, user_id)
    user = rows.person(user_id, by=by, erased=True)
    need(may_erase(by))
    need_scope(by)
    need_session(by)
    if user_id == by.id:
        raise CannotErase("not_oneself")
    rows.keep_an_admin(without=user_id)
    people.shut_out(user, now=now)
    emails = EmailAddress.objects.filter(user=user)
    addresses, folded = tuple(emails.values_list("address", flat=True)), list(emails.values_list("folded", flat=True))
    ResetRequest.objects.filter(folded__in=folded).delete()
    leaving.leave_groups(user_id, by_id=by.id, now=now)
    leaving.take_staff_roles(user_id, by_id=by.id, now=now)
    _forget_rows(user)
    User.objects.filter(pk=user_id).update(name=NAMELESS, erased_at=user.erased_at or now)
    publish(PersonErased(user_id=user_id, addresses=addresses, by_id=by.id, at=now))
    audit.note("erased", user=user_id, by=by.id)


def _forget_rows(user: User) -> None:
    tokens = ApiToken.objects.filter(user=user)
    idempotency.forget(scopes=[f"token:{token}" for token in tokens.values_list("pk", flat=True)])
    for model in (EmailAddress, Password, ApiToken, OneTimeToken, Membership):
        model._default_manager.filter(user=user).delete()
    Organisation.objects.filter(csm=user).update(csm=None)
