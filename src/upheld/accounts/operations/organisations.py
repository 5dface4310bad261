"""Creates and updates customer organisations; updates the vendor."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.events import ZoneChanged
from upheld.accounts.models import Membership, Organisation
from upheld.accounts.operations import audit, fields, rows
from upheld.accounts.permissions import may_keep_organisations, need, need_scope
from upheld.accounts.roles import Role
from upheld.database import locks
from upheld.operations.bus import operation, publish
from upheld.operations.errors import Refused


class CannotChangeOrganisation(Refused):
    """The parent or the customer success manager is invalid."""


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
    """Create a customer. Returns its id."""
    by = rows.acting(by, csm_id)
    need(may_keep_organisations(by))
    need_scope(by)
    csm_id = _csm(csm_id)
    _lock_family(None, parent_id)
    organisation = Organisation.objects.create(
        name=fields.name(name),
        timezone=fields.timezone(timezone),
        language=fields.language(language),
        parent=_parent(parent_id, child_id=None),
        csm_id=csm_id,
        created_at=now,
    )
    audit.note("organisation_created", organisation=organisation.pk, by=by.id)
    return int(organisation.pk)


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
    """Update an organisation. Its zone is that of its people; contracts have their own zones."""
    by = rows.acting(by, csm_id)
    rows.organisation(organisation_id, by=by)
    need(may_keep_organisations(by))
    need_scope(by)
    csm_id = _csm(csm_id)
    _lock_family(organisation_id, parent_id)
    organisation = Organisation.objects.get(pk=organisation_id)
    before = organisation.timezone
    organisation.name = fields.name(name)
    organisation.timezone = fields.timezone(timezone)
    organisation.language = fields.language(language)
    organisation.parent = _parent(parent_id, child_id=organisation_id)
    organisation.csm_id = csm_id
    organisation.save(update_fields=["name", "timezone", "language", "parent", "csm"])
    audit.note("organisation_updated", organisation=organisation_id, by=by.id)
    if organisation.kind == Organisation.Kind.VENDOR and before != organisation.timezone:
        zones = {"before": before, "after": organisation.timezone}
        publish(ZoneChanged(organisation_id=organisation_id, by_id=by.id, at=now, **zones))


def _lock_family(organisation_id: int | None, parent_id: int | None) -> None:
    """Lock a customer and its future parent: neither can get a parent or a child until the transaction ends."""
    locks.in_order(Organisation.objects.filter(pk__in=[pk for pk in (organisation_id, parent_id) if pk is not None]))


def _parent(parent_id: int | None, *, child_id: int | None) -> Organisation | None:
    """Returns the parent, which must have no parent itself: two levels exclude cycles."""
    if parent_id is None:
        return None
    parent = Organisation.objects.filter(pk=parent_id, kind=Organisation.Kind.CUSTOMER, parent=None).first()
    own_children = child_id is not None and Organisation.objects.filter(parent_id=child_id).exists()
    if parent is None or parent_id == child_id or own_children:
        raise CannotChangeOrganisation("not_a_parent", field="parent_id")
    return parent


def _csm(csm_id: int | None) -> int | None:
    if csm_id is None:
        return None
    if not Membership.objects.filter(user_id=csm_id, role=Role.CSM, user__is_active=True).exists():
        raise CannotChangeOrganisation("not_a_csm", field="csm_id")
    return csm_id
