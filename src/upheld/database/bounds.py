"""What values a column may hold so that every page can read them, as CHECK constraints generated from the models.

PostgreSQL stores instants such as ``infinity`` and JSON of any depth; Python reads neither. See `unreadable`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Field

DEEPEST = 64
"""The deepest nesting of a JSON column."""
FIRST, LAST = "0001-01-01", "9999-12-31"
"""The days that Python has. A contract may end on the last of them."""
SPAN = "999999 days"
LARGEST = "1e300"
"""The largest number in a JSON column."""


def _instants(column: str) -> str:
    return f"{column} BETWEEN '{FIRST} 00:00+00' AND '{LAST} 23:59:59.999999+00'"


def _dates(column: str) -> str:
    return f"{column} BETWEEN '{FIRST}' AND '{LAST}'"


def _spans(column: str) -> str:
    return f"{column} BETWEEN interval '-{SPAN}' AND interval '{SPAN}'"


def _numbers(column: str) -> str:
    return f"{column} < 'NaN'::numeric"  # NaN is above every number


def _floats(column: str) -> str:
    return f"{column} > '-infinity' AND {column} < 'infinity'"  # NaN is above infinity


def _documents(column: str) -> str:
    large = f"$.** ? (@ > {LARGEST} || @ < -{LARGEST})"
    return f"jsonb_typeof({column}) = 'object' AND NOT {column} @? '$.**{{{DEEPEST}}}' AND NOT {column} @? '{large}'"


def _arrays(column: str) -> str:
    return f"coalesce(array_ndims({column}), 1) = 1 AND array_position({column}, NULL) IS NULL"


CONDITIONS: tuple[tuple[type[Field[object, object]], Callable[[str], str]], ...] = (
    (models.DateTimeField, _instants),
    (models.DateField, _dates),
    (models.DurationField, _spans),
    (models.DecimalField, _numbers),
    (models.FloatField, _floats),
    (models.JSONField, _documents),
    (ArrayField, _arrays),
)


def condition(field: Field[object, object]) -> str | None:
    """The condition under which every page can read the field's column; ``None`` if any value will do."""
    kinds = (make for kind, make in CONDITIONS if isinstance(field, kind))
    make = next(kinds, None)
    return None if make is None else make(f'"{field.column}"')


def bounded() -> Iterator[tuple[type[models.Model], str, str]]:
    """Every column that is bounded: its model, its name and the condition."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            text = condition(field)
            if field.column and text is not None:
                yield model, field.column, text


def damaged_rows(most: int) -> Iterator[str]:
    """The rows with a value that pages cannot read, as table name and primary key; up to ``most`` of each table."""
    conditions: dict[type[models.Model], list[str]] = defaultdict(list)
    for model, _, text in bounded():
        conditions[model].append(f"({text})")
    for model, texts in conditions.items():
        table, key = model._meta.db_table, model._meta.pk.column
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{key}" FROM "{table}" WHERE NOT ({" AND ".join(texts)}) LIMIT {most:d}')  # noqa: S608
            yield from (f"{table} {row[0]}" for row in cursor.fetchall())
