"""People of every role, and requests as any of them to the rows of the matrix, each taken back afterwards."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories.accounts import browser
from factories.api import token_of
from factories.world import World
from surfaces import matrix_api
from surfaces.matrix import ANONYMOUS, Row
from surfaces.objects import objects, put_in
from upheld.accounts.actor import Actor
from upheld.database import row_security

API = matrix_api.PREFIX
UNKNOWN = 987_654_321
ADMINISTRATORS = frozenset({"customer_manager", "csm", "support_manager", "admin"})


@dataclass(frozen=True)
class Persona:
    """Somebody with one role; ``rival``: of another customer than the one whose things are named."""

    role: str
    rival: bool = False
    actor: Actor | None = None

    def __str__(self) -> str:
        return f"{'rival ' if self.rival else ''}{self.role}"


def personas(world: World) -> list[Persona]:
    own, rival = world.acme, world.rival
    return [
        Persona(ANONYMOUS),
        Persona("requester", actor=own.requester),
        Persona("customer_manager", actor=own.manager),
        Persona("requester", rival=True, actor=rival.requester),
        Persona("customer_manager", rival=True, actor=rival.manager),
        *(Persona(role, actor=actor) for role, actor in world.staff.items()),
    ]


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status_code: int
    headers: dict[str, str]
    content: bytes
    statements: int = 0


class Walk:
    """Requests as anybody, each taken back afterwards.

    ``ids`` are those that addresses name; ``now`` is when people sign in, ``language`` that of their browsers.
    """

    def __init__(
        self, world: World, *, ids: dict[str, Any] | None = None, now: datetime | None = None, language: str = "en"
    ) -> None:
        self.ids = objects(world) if ids is None else ids
        self.personas = personas(world)
        self._now, self._language = now, language
        self._clients: dict[tuple[str, bool, bool, str], Client] = {}

    def ask(self, row: Row, who: Persona, *, unknown: bool = False, without: str = "") -> Answer:
        client = self._client(row, who, without)
        path = "/" + self._address(row, unknown)
        data, kind = self._body(row)
        cookies = copy.deepcopy(client.cookies)
        query = put_in(dict(row.query), self.ids)
        with transaction.atomic():
            with CaptureQueriesContext(connection) as statements:
                answer = client.generic(row.method, path, data, content_type=kind, query_params=query)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
        client.cookies = cookies
        row_security.enter(None)
        return Answer(answer.status_code, dict(answer.headers), content, len(statements))

    def _address(self, row: Row, unknown: bool) -> str:
        def part(match: re.Match[str]) -> str:
            name = match[1].rpartition(":")[2]
            value = self.ids.get(row.names.get(name, name), UNKNOWN)
            return str(UNKNOWN if unknown and isinstance(value, int) else value)

        return re.sub(r"<([^>]+)>", part, row.path)

    def _body(self, row: Row) -> tuple[bytes, str]:
        body = put_in(row.body, self.ids)
        if row.raw:
            return str(body).encode(), "application/octet-stream"
        if row.path.startswith(API):
            return (b"" if body is None else json.dumps(body).encode()), "application/json"
        return urlencode(body or {}, doseq=True).encode(), "application/x-www-form-urlencoded"

    def _client(self, row: Row, who: Persona, without: str) -> Client:
        api = row.path.startswith(API)
        key = (who.role, who.rival, api, without)
        if key not in self._clients:
            self._clients[key] = self._new_client(who, api, without)
        return self._clients[key]

    def _new_client(self, who: Persona, api: bool, without: str) -> Client:
        if who.actor is None:
            return Client(headers={"accept-language": self._language})
        if not api:
            return browser(who.actor, language=self._language, now=self._now)
        scopes = {"read", "write", "admin"} - {without} - ({"admin"} if who.role not in ADMINISTRATORS else set())
        token = token_of(who.actor, sorted(scopes), now=self._now)
        return Client(headers={"authorization": f"Bearer {token}", "accept-language": self._language})


def expected(row: Row, who: Persona) -> int | None:
    """The status that somebody must get; ``None``: they are let in."""
    if who.role == ANONYMOUS:
        return None if ANONYMOUS in row.who else row.anonymous
    if row.scope == "admin" and who.role not in ADMINISTRATORS:
        return 403
    if who.rival and row.foreign is not None:
        return row.rival_others.get(who.role, row.foreign)
    if who.role in row.who:
        return None
    return row.others.get(who.role, row.refused)
