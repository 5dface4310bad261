"""The schema of a freshly migrated database, as its catalogue has it: the same as is kept in ``schema.txt``.

Tables with columns, constraints, indexes, triggers, the rights of the application's role and row policies; then the
functions that triggers call. Written so that PostgreSQL 15 to 18 say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import psycopg
import pytest

from nets import snapshots
from upheld.embedded import Server
from upheld.embedded.layout import APP_ROLE

OF_TABLES = {
    "table": """
        SELECT c.relname, format('row security %s, forced %s', c.relrowsecurity, c.relforcerowsecurity)
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
    """,
    "column": """
        SELECT c.relname, format('%s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attnotnull THEN ' not null' END,
            CASE a.attidentity WHEN 'd' THEN ' identity' WHEN 'a' THEN ' identity always' END,
            ' default ' || pg_get_expr(d.adbin, d.adrelid))
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND a.attnum > 0 AND NOT a.attisdropped
    """,
    "constraint": """
        SELECT c.relname, format('%s %s', o.conname, pg_get_constraintdef(o.oid))
        FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND o.contype IN ('c', 'f', 'p', 'u', 'x')
    """,
    "index": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "trigger": """
        SELECT c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
    """,
    "policy": """
        SELECT tablename, format('%s %s %s using (%s) with check (%s)', policyname, permissive, cmd,
            regexp_replace(qual, '\\s+', ' ', 'g'), regexp_replace(with_check, '\\s+', ' ', 'g'))
        FROM pg_policies WHERE schemaname = 'public'
    """,
    "application may": """
        SELECT c.relname, string_agg(r.name, ', ' ORDER BY r.name) FROM pg_class c
        CROSS JOIN unnest(ARRAY['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) r(name)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND has_table_privilege(:role, c.oid, r.name)
        GROUP BY c.relname
    """,
    "application may only update": """
        SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
            AND NOT a.attisdropped AND NOT has_table_privilege(:role, c.oid, 'update')
            AND has_column_privilege(:role, c.oid, a.attnum, 'update')
    """,
}
SEQUENCES = """
    SELECT c.relname, format_type(s.seqtypid, NULL) || CASE
        WHEN has_sequence_privilege(:role, c.oid, 'usage') THEN ', the application may use it' ELSE '' END
    FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid WHERE c.relnamespace = 'public'::regnamespace
"""
FUNCTIONS = """
    SELECT p.proname || '(' || pg_get_function_arguments(p.oid) || ')', p.prosrc
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
"""
EXTENSIONS = "SELECT extname, '' FROM pg_extension"


def test_the_schema(postgres: Server, schema_template: str) -> None:
    with psycopg.connect(postgres.admin_url(schema_template)) as connection:
        snapshots.fail_on(snapshots.compare("schema.txt", "\n".join(_schema(connection)) + "\n"))


def _schema(connection: psycopg.Connection) -> Iterator[str]:
    tables: dict[str, list[str]] = defaultdict(list)
    for kind, query in OF_TABLES.items():
        for table, text in _rows(connection, query):
            tables[table].append(f"  {kind}: {' '.join(text.split())}")
    for table in sorted(tables):
        yield from ("", table, *tables[table])
    yield from ("", "sequences", *(f"  {name}: {text}" for name, text in _rows(connection, SEQUENCES)))
    yield from ("", "extensions", *(f"  {name}" for name, _ in _rows(connection, EXTENSIONS)))
    for name, body in _rows(connection, FUNCTIONS):
        yield from ("", f"function {name}", *(f"  {line.strip()}" for line in body.splitlines() if line.strip()))


def _rows(connection: psycopg.Connection, query: str) -> list[tuple[str, str]]:
    """In an order of their text, which no collation decides."""
    safe = query.replace("%", "%%").replace(":role", "%(role)s")
    return sorted((str(name), str(text)) for name, text in connection.execute(safe, {"role": APP_ROLE}))


@pytest.fixture(scope="session", autouse=True)
def _database(django_db_setup: None) -> None:
    """The template is built with the settings of the tests."""
