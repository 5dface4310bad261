"""Customer organisations, and the vendor's own description."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.models import Membership, Organisation
from upheld.accounts.operations import audit, fields, rows
from upheld.accounts.permissions import may_keep_organisations, need, need_scope
from upheld.accounts.roles import Role
from upheld.operations.bus import operation
from upheld.operations.errors import Refused


class CannotChangeOrganisation(Refused):
    """The parent or the customer success manager cannot be taken."""


@operation
def create_organisation(
    *,
    name: str,
    timezone: str = "Asia/Shanghai",
    language: str = "en",
    parent_id: int | None = None,
    csm_id: int | None = None,
    by: Actor,
    now: datetime,
) -> int:
    """A customer. Returns its id."""
    need(may_keep_organisations(by))
    need_scope(by)
    made = Organisation.objects.create(
        name=fields.name(name),
        timezone=fields.timezone(timezone),
        language=fields.language(language),
        parent=_parent(parent_id, child_id=None),
        csm_id=_csm(csm_id),
        created_at=now,
    )
    audit.note("organisation_created", organisation=made.pk, by=by.id)
    return int(made.pk)


@operation
def update_organisation(
    *,
    organisation_id: int,
    name: str,
    timezone: str,
    language: str,
    parent_id: int | None = None,
    csm_id: int | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Describe an organisation anew. The zone is where its people are; contracts have zones of their own."""
    found = rows.organisation(organisation_id, by=by, lock=True)
    need(may_keep_organisations(by))
    need_scope(by)
    found.name = fields.name(name)
    found.timezone = fields.timezone(timezone)
    found.language = fields.language(language)
    found.parent = _parent(parent_id, child_id=organisation_id)
    found.csm_id = _csm(csm_id)
    found.save(update_fields=["name", "timezone", "language", "parent", "csm"])
    audit.note("organisation_updated", organisation=organisation_id, by=by.id)


def _parent(parent_id: int | None, *, child_id: int | None) -> Organisation | None:
    """A customer without a parent of its own: the tree has two levels, so it cannot run in a circle."""
    if parent_id is None:
        return None
    found = Organisation.objects.filter(pk=parent_id, kind=Organisation.Kind.CUSTOMER, parent=None).first()
    own_children = child_id is not None and Organisation.objects.filter(parent_id=child_id).exists()
    if found is None or parent_id == child_id or own_children:
        raise CannotChangeOrganisation("not_a_parent", field="parent_id")
    return found


def _csm(csm_id: int | None) -> int | None:
    if csm_id is None:
        return None
    if not Membership.objects.filter(user_id=csm_id, role=Role.CSM, user__is_active=True).exists():
        raise CannotChangeOrganisation("not_a_csm", field="csm_id")
    return csm_id
