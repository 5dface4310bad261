"""Support groups and their people."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from upheld.accounts.models import GroupMember, SupportGroup
from upheld.accounts.queries.views import Choice, GroupView
from upheld.operations.errors import NotFound
from upheld.operations.paging import NAME, Listing, page


def group_page(*, after: str | None = None, limit: int = 50) -> Listing[GroupView]:
    """Returns a page of groups; two statements."""
    return page(_rows(), by=NAME, after=after, limit=limit).of(_view)


def group(*, group_id: int) -> GroupView:
    """Returns a group; raises NotFound."""
    row = _rows().filter(pk=group_id).first()
    if row is None:
        raise NotFound
    return _view(row)


def group_member_ids(*, group_id: int) -> tuple[int, ...]:
    """Returns the ids of a group's active people."""
    rows = GroupMember.objects.filter(group_id=group_id, user__is_active=True)
    return tuple(rows.order_by("user_id").values_list("user_id", flat=True))


def _rows() -> QuerySet[SupportGroup]:
    active = GroupMember.objects.filter(user__is_active=True).select_related("user").order_by("user__name", "id")
    return SupportGroup.objects.prefetch_related(Prefetch("members", active)).order_by("name")


def _view(row: SupportGroup) -> GroupView:
    members = tuple(Choice(id=member.user_id, name=member.user.name) for member in row.members.all())
    return GroupView(id=row.pk, name=row.name, line=row.line, members=members)
