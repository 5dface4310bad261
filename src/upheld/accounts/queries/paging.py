"""Cursors over lists sorted by name, then id."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from upheld.common.errors import Refused

M = TypeVar("M", bound=Model)
MOST = 200


class CannotTurn(Refused):
    """A cursor that no page gave out."""


def page(rows: QuerySet[M], *, after: str | None, limit: int) -> tuple[list[M], str | None]:
    """Up to ``limit`` rows after a cursor, and the cursor of the next page."""
    limit = max(1, min(limit, MOST))
    if after:
        name, identifier = _read(after)
        rows = rows.filter(Q(name__gt=name) | Q(name=name, pk__gt=identifier))
    found = list(rows.order_by("name", "pk")[: limit + 1])
    return found[:limit], _write(found[limit - 1]) if len(found) > limit else None


def _write(row: Model) -> str:
    text = json.dumps([getattr(row, "name", ""), row.pk])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, int]:
    try:
        name, identifier = json.loads(base64.urlsafe_b64decode(cursor[:2000] + "=" * (-len(cursor) % 4)))
        if not isinstance(name, str) or type(identifier) is not int or "\0" in name or abs(identifier) > 2**62:
            raise ValueError
        name.encode()
    except (ValueError, TypeError, binascii.Error) as error:
        raise CannotTurn("not_a_cursor", field="cursor") from error
    return name, identifier
