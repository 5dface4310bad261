"""Lists the objects that belong to the desk: relations, routines and types in the schema public, owned by one role.

That role owns the table of migrations; in a database without one it is the role that asks. Extensions, other schemas
and what other roles keep beside the desk are not saved, not dropped and not asked for.
"""

from __future__ import annotations

from typing import Any

OWNER = """coalesce(
    (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.django_migrations')), current_user::regrole)"""

_NO_MEMBER = "NOT EXISTS (SELECT FROM pg_depend WHERE objid = {0}.oid AND deptype IN ('a', 'i', 'e'))"
_OBJECTS = f"""
    SELECT CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
                        WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END AS kind, oid::regclass::text AS name
        FROM pg_class r WHERE relnamespace = 'public'::regnamespace AND relowner = {OWNER}
            AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND {_NO_MEMBER.format("r")}
    UNION ALL SELECT 'ROUTINE', oid::regprocedure::text
        FROM pg_proc p WHERE pronamespace = 'public'::regnamespace AND proowner = {OWNER} AND {_NO_MEMBER.format("p")}
    UNION ALL SELECT 'TYPE', oid::regtype::text
        FROM pg_type t WHERE typnamespace = 'public'::regnamespace AND typowner = {OWNER}
            AND typtype IN ('d', 'e', 'r') AND {_NO_MEMBER.format("t")}
"""  # noqa: S608  (constants)

CLEAR = f"""
SET LOCAL client_min_messages = warning;
SELECT set_config('role', ({OWNER})::regrole::text, true) WHERE {OWNER} <> current_user::regrole;
DO $clear$
DECLARE statement text;
BEGIN
    FOREACH statement IN ARRAY ARRAY(
        SELECT format('DROP %s IF EXISTS %s CASCADE', kind, name) FROM ({_OBJECTS}) AS objects ORDER BY kind = 'TYPE'
    ) LOOP
        EXECUTE statement;
    END LOOP;
END $clear$;
"""  # noqa: S608  (constants)
"""A script that drops the desk, in the role that owns it; nothing where there is none."""


GRANT = f"""
DO $grant$
DECLARE statement text;
BEGIN
    FOREACH statement IN ARRAY ARRAY(
        SELECT CASE relkind WHEN 'S' THEN format('GRANT USAGE, SELECT ON SEQUENCE %s TO {{role}}', oid::regclass)
                            ELSE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO {{role}}', oid::regclass) END
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S') AND relowner = {OWNER}
    ) LOOP
        EXECUTE statement;
    END LOOP;
END $grant$
"""  # noqa: S608  (constants)
"""Lets ``role``, which is quoted, read and change the desk's tables."""

TABLES = f"""
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relowner = {OWNER} ORDER BY 1
"""  # noqa: S608  (constants)
STRANGERS = f"""
    SELECT quote_ident(relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND relowner <> {OWNER}
    ORDER BY 1
"""  # noqa: S608  (constants)


def tables(cursor: Any) -> list[str]:
    """The names of the desk's tables."""
    return _names(cursor, TABLES)


def strangers(cursor: Any) -> list[str]:
    """The names, quoted, of relations in the schema public that are not the desk's."""
    return _names(cursor, STRANGERS)


def _names(cursor: Any, statement: str) -> list[str]:
    cursor.execute(statement)
    return [str(name) for (name,) in cursor.fetchall()]
