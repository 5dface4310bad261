"""Every address that a browser may ask for, with values that nobody should send.

Each row of the matrix is asked as everybody whom it lets in. First as it stands, which tells what the page reads; then
with one field, one part of the address or the whole form made bad: the first of them asks everything, the others share
half of it among themselves, for time's sake. No answer is an error of ours, and an answer that refuses, or that only
shows, has left every row as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from django.test import Client

from factories.accounts import browser
from factories.world import World
from surfaces import matrix_console, matrix_portal, matrix_public, noting
from surfaces.bad_visits import bad_visits
from surfaces.matrix import ANONYMOUS, Row
from surfaces.objects import objects, put_in
from surfaces.visiting import PART, Fields, Seen, Visit, Visitor
from surfaces.walk import API, Persona, expected, personas
from upheld.accounts.models import User
from upheld.accounts.operations import links

pytestmark = pytest.mark.slow

PARTS: dict[str, tuple[Row, ...]] = {
    "console lists": matrix_console.LISTS,
    "console tickets": matrix_console.TICKETS,
    "console contracts": matrix_console.CONTRACTS,
    "console people": matrix_console.PEOPLE,
    "console reports": (*matrix_console.REPORTS, *matrix_console.SENDING),
    "portal lists": (*matrix_portal.LISTS, *matrix_portal.FILING),
    "portal tickets": matrix_portal.TICKETS,
    "portal people": (*matrix_portal.CREDITS, *matrix_portal.PEOPLE),
    "public": tuple(row for row in matrix_public.ROWS if not row.path.startswith(API)),
}
ROLES = (
    *("admin", "arbiter", "customer_manager", "requester", ANONYMOUS),
    *("engineer", "expert", "csm", "support_manager"),
)
RIGHT = {
    "body": "It fails.",
    "component": "join",
    "days": "30",
    "environment": "production",
    "environments": "production",
    "items": "log",
    "kind": "note",
    "monthly_fee": "10.00",
    "platform": "Web",
    "region": "eu",
    "revision": "0",
    "sdk_version": "5.12.0",
    "severity": "P1",
    "subject": "It fails",
    "tags": "a, b",
    "customer": "$organisation_id",
    "organisation": "$organisation_id",
    "product": "$product_id",
    "products": "$product_id",
    "requester": "$user_id",
}
"""For fields that a row leaves out: a form that is right but for one field gets further than one that is all wrong."""

SETTLING = frozenset({"portal/attainment/export"})
"""Pages that settle an account before they read: its last recorded instant moves (ADR 45)."""


def test_every_page_stands_here() -> None:
    rows = (*matrix_console.ROWS, *matrix_portal.ROWS, *matrix_public.ROWS)
    assert {row.key for row in rows if not row.path.startswith(API)} == {
        row.key for part in PARTS.values() for row in part
    }


@pytest.mark.parametrize("part", PARTS)
def test_no_page_breaks(world: World, settings: Any, caplog: pytest.LogCaptureFixture, part: str) -> None:
    caplog.set_level("CRITICAL", "django")  # a line for each of thousands of refusals would hide what is found
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, noting.PLACE]
    known, people = objects(world), personas(world)
    visitors = {who.role: Visitor(browser(who.actor) if who.actor else Client()) for who in people if not who.rival}
    broken = [
        problem
        for row in PARTS[part]
        for problem in _walk([visitors[who.role] for who in _let_in(people, row)], row, _with_link(row, known, world))
    ]
    assert not broken, f"{len(broken)} answers:\n" + "\n".join(broken)


def _let_in(people: list[Persona], row: Row) -> list[Persona]:
    """Whom the row lets in; where it lets in nobody, the administrator."""
    found = [who for role in ROLES for who in people if who.role == role and not who.rival]
    return [who for who in found if expected(row, who) is None] or found[:1]


def _with_link(row: Row, known: dict[str, Any], world: World) -> dict[str, Any]:
    """The pages behind a link are asked with one that works."""
    purposes = {"enter": links.Purpose.SIGN_IN, "reset": links.Purpose.RESET, "invitation": links.Purpose.INVITATION}
    purpose = purposes.get(row.path.partition("/")[0])
    if purpose is None:
        return known
    given = {"organisation_id": world.acme.id, "roles": ["requester"]} if purpose == purposes["invitation"] else {}
    _, link = links.make(User.objects.get(pk=world.acme.manager.id), purpose, now=world.now, **given)
    return {**known, "secret": link.rpartition("/")[2]}


def _walk(visitors: list[Visitor], row: Row, known: dict[str, Any]) -> Iterator[str]:
    first, *others = visitors
    first.begin()
    right, seen = _right(first, row, known)
    for visitor in visitors:
        visitor.begin(like=first)
        yield from _problems(visitor, row, "as it stands", right)
    sharing = cycle([other for one in others for other in (one, None)])
    for what, visit in bad_visits(right, seen):
        yield from _problems(first, row, what, visit)
        other = next(sharing, None)
        if other is not None:
            yield from _problems(other, row, what, visit)


def _problems(visitor: Visitor, row: Row, what: str, visit: Visit) -> Iterator[str]:
    seen = visitor.ask(visit)
    if seen.status >= 500:
        yield f"  {row.method} {row.path}, {what}: {seen.status} {seen.error}"
    if seen.wrote and (seen.status >= 400 or (row.method == "GET" and row.path not in SETTLING)):
        yield f"  {row.method} {row.path}, {what}: {seen.status}, and something is written"


def _right(visitor: Visitor, row: Row, known: dict[str, Any]) -> tuple[Visit, Seen]:
    """The row's own request, with everything that the page reads."""
    parts = {name: str(known[row.names.get(name, name)]).encode() for _, name in PART.findall(row.path)}
    visit = Visit(row, parts, query=_bytes(row.query, known), form=_bytes(row.body or {}, known))
    for _ in range(2):  # what is filled in may lead to more being read
        seen = visitor.ask(visit)
        query = _bytes({name: RIGHT[name] for name in seen.query & RIGHT.keys()}, known)
        form = _bytes({name: RIGHT[name] for name in seen.form & RIGHT.keys()}, known)
        visit = replace(visit, query={**query, **visit.query}, form={**form, **visit.form})
    return visit, seen


def _bytes(fields: Mapping[str, Any], known: dict[str, Any]) -> Fields:
    given = put_in(dict(fields), known)
    return {
        name: [str(one).encode() for one in (value if isinstance(value, list) else [value])]
        for name, value in given.items()
    }
