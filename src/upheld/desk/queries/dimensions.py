"""The dimensions of tickets at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from upheld.desk.models import DimensionChange


def changed_since(
    *,
    field: str,
    as_of: datetime,
    organisation_ids: Iterable[int] | None = None,
    ticket_ids: Iterable[int] | None = None,
) -> Mapping[int, str]:
    """The earlier values of tickets whose dimension changed after an instant; one statement.

    ``None``: of all customers, of all tickets.
    """
    rows = DimensionChange.objects.filter(field=field, changed_at__gt=as_of)
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    if ticket_ids is not None:
        rows = rows.filter(ticket_id__in=list(ticket_ids))
    # The first change after an instant says what stood until then: read last, it stands.
    return dict(rows.order_by("-changed_at", "-pk").values_list("ticket_id", "before"))
