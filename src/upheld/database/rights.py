"""Grants the application's database role its rights, table by table.

Applied by the owner after every migration, and safe to repeat. The ledger can be read and
appended to, never changed; whatever belongs to an organisation is under forced row security.
Columns with a fixed choice of values take no other, whoever writes: pages about others read them too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from upheld.database import SETTING, belongings, bounds
from upheld.database.row_security import EVERYTHING
from upheld.database.rows import OrganisationRow

APP_ROLE = "upheld_app"

VISIBLE = f"""
    (SELECT current_setting('{SETTING}', true)) = '{EVERYTHING}'
    OR organisation_id = ANY ((SELECT CASE
        WHEN coalesce(current_setting('{SETTING}', true), '') IN ('', '{EVERYTHING}') THEN '{{}}'::bigint[]
        ELSE string_to_array(current_setting('{SETTING}', true), ',')::bigint[] END)::bigint[])
"""


def apply(connection: BaseDatabaseWrapper, *, role: str = APP_ROLE) -> None:
    """Grant ``role`` its rights and force row security; ``connection`` is the owner's."""
    with connection.cursor() as cursor:
        for statement in statements(role=role):
            cursor.execute(statement)


def statements(*, role: str) -> Iterator[str]:
    """All GRANT, REVOKE, row security and CHECK statements, in order."""
    name = '"' + role.replace('"', '""') + '"'
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield belongings.GRANT.format(role=name.replace("'", "''").replace("%", "%%"))
    for table, forbidden, columns in sorted(_restricted()):
        yield f'REVOKE {forbidden}, TRUNCATE ON "{table}" FROM {name}'
        if columns:
            yield f'GRANT UPDATE ({", ".join(columns)}) ON "{table}" TO {name}'
    for model in owned_models():
        yield from _row_security(model._meta.db_table)
    for table, constraints in sorted(_constraints().items()):
        yield from _checks(table, constraints)


def owned_models() -> list[type[models.Model]]:
    """The models whose rows belong to an organisation."""
    return [model for model in apps.get_models() if issubclass(model, OrganisationRow)]


def _restricted() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Tables, the rights withheld from the role, and the columns that it may change all the same.

    The table of a many-to-many relation follows its model's.
    """
    for model in apps.get_models():
        forbidden = getattr(model, "FORBIDDEN_TO_APP", None)
        if forbidden:
            yield model._meta.db_table, forbidden, getattr(model, "CHANGEABLE_BY_APP", ())
            for relation in model._meta.local_many_to_many:
                yield relation.m2m_db_table(), forbidden, ()


def _row_security(table: str) -> Iterator[str]:
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS upheld_scope ON "{table}"'
    yield f'CREATE POLICY upheld_scope ON "{table}" USING ({VISIBLE}) WITH CHECK ({VISIBLE})'


def fixed_choices() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Columns with their values: fields with choices, and what ``KNOWN_VALUES`` of a model names."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.choices and field.column:
                yield model._meta.db_table, field.column, tuple(str(value) for value, _ in field.flatchoices)
        for column, values in getattr(model, "KNOWN_VALUES", {}).items():
            yield model._meta.db_table, column, tuple(values)


def _constraints() -> dict[str, dict[str, str]]:
    """The conditions of each table, by the name of their constraint."""
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, values in fixed_choices():
        choices = ", ".join(f"'{value}'" for value in values)
        tables[table][f"{column}_is_known"] = f'"{column}" IN ({choices})'
    for model, column, condition in bounds.bounded():
        tables[model._meta.db_table][f"{column}_is_readable"] = condition
    return tables


def _checks(table: str, constraints: Mapping[str, str]) -> Iterator[str]:
    """NOT VALID: existing rows are not checked, because a damaged one must not block an upgrade."""
    for name, condition in sorted(constraints.items()):
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{name}"'
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" CHECK ({condition}) NOT VALID'
