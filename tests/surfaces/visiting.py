"""Requests to pages byte by byte, each taken back, with an eye on what it wrote."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from django.db import DatabaseError, connection, transaction
from django.test import Client

from surfaces import noting
from surfaces.matrix import Row
from upheld.database import row_security

FORM = "application/x-www-form-urlencoded"
PART = re.compile(r"<(\w+):(\w+)>")
WRITING = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")
COUNTED = frozenset({"accounts_attempt"})
"""Attempts are counted whatever comes of them."""

Fields = dict[str, list[bytes]]


@dataclass(frozen=True, slots=True)
class Visit:
    """A request: what stands in its address, and the form that comes with it."""

    row: Row
    parts: dict[str, bytes]
    query: Fields = field(default_factory=dict)
    form: Fields = field(default_factory=dict)
    raw: tuple[str, bytes] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        address = PART.sub(lambda part: quote_from_bytes(self.parts[part[2]], safe=""), self.row.path)
        return f"/{address}?{encoded(self.query)}"

    @property
    def body(self) -> tuple[str, bytes]:
        return self.raw or (FORM, encoded(self.form).encode() if self.row.method == "POST" else b"")


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of it, and which fields were read."""

    status: int
    error: str
    wrote: bool
    query: frozenset[str]
    form: frozenset[str]
    files: frozenset[str]


def encoded(fields: Fields) -> str:
    """As a browser writes it."""
    return "&".join(
        f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}"
        for name, values in fields.items()
        for value in values
    )


class Visitor:
    """Asks as somebody, and takes back what was done."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self._client = client
        self._before: dict[str, tuple[int, int]] = {}

    def begin(self, like: Visitor | None = None) -> None:
        """Note how everything stands, or take what another noted: the visits that follow are compared with it."""
        self._before = like._before if like else _digest()

    def ask(self, visit: Visit) -> Seen:
        kept, statements = copy.copy(self._client.cookies), _Statements()
        noting.begin()
        with transaction.atomic():
            with connection.execute_wrapper(statements):
                status, error = self._status(visit)
            wrote = statements.wrote and self._differs()
            transaction.set_rollback(True)
        self._client.cookies = kept
        row_security.enter(None)
        return Seen(status, error, wrote, noting.query(), noting.form(), noting.files())

    def _status(self, visit: Visit) -> tuple[int, str]:
        kind, body = visit.body
        if "cookie" in visit.headers:
            self._client.cookies.clear()
        answer = self._client.generic(visit.row.method, visit.path, body, content_type=kind, headers=visit.headers)
        try:
            b"".join(answer.streaming_content) if answer.streaming else answer.content
        except Exception as error:
            return 500, f"while it was sent: {error!r}"
        return answer.status_code, repr(answer.exc_info[1])[:300] if answer.exc_info else ""

    def _differs(self) -> bool:
        try:
            return _digest() != self._before
        except DatabaseError:
            return True


class _Statements:
    """Whether any statement may have written."""

    wrote = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        self.wrote = self.wrote or bool(WRITING.search(str(sql)))
        return execute(sql, params, many, context)


def _digest() -> dict[str, tuple[int, int]]:
    """Of every table, what stands in it."""
    row_security.enter(None)
    tables = sorted(set(connection.introspection.table_names()) - COUNTED)
    query = " UNION ALL ".join(
        f"SELECT '{table}', count(*), coalesce(sum(hashtext(t::text)::bigint), 0)::bigint FROM \"{table}\" t"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}
