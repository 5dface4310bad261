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
    """Returns the earlier values of tickets whose dimension changed after an instant; one statement.

    ``None`` means all customers or all tickets.
    """
    rows = DimensionChange.objects.filter(field=field, changed_at__gt=as_of)
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=list(organisation_ids))
    if ticket_ids is not None:
        rows = rows.filter(ticket_id__in=list(ticket_ids))
    # The first change after the instant holds the value of the instant. It is read last, so it wins in the dict.
    return dict(rows.order_by("-changed_at", "-pk").values_list("ticket_id", "before"))
