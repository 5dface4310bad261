"""Every page of the matrix as every role that may see it, in both languages, with the statements that it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from nets import normal
from nets.page_text import PageText, page_text
from nets.world import READ_AT, FixedWorld
from surfaces import matrix_console, matrix_portal, matrix_public
from surfaces.matrix import Row
from surfaces.walk import API, Answer, Persona, Walk, expected
from upheld.accounts.models import User
from upheld.database.timekeeping.dating import recording_at

LANGUAGES = {"zh": "zh-hans", "en": "en"}
"""English is read last, and its statements are counted: what a process keeps between requests is read by then."""
NOT_READ = {"metrics": "figures of the process, see surfaces.test_metrics"}
ROLES = ("requester", "customer_manager", "engineer", "expert", "csm", "support_manager", "arbiter", "admin")
BEHIND_LINKS = {
    "enter/<str:secret>": "enter_link",
    "reset/<str:secret>": "reset_link",
    "invitation/<str:secret>": "invitation_link",
}
STORY_ROLES = {"console/": ("engineer", "support_manager", "arbiter"), "portal/": ("requester",)}


@dataclass
class Page:
    """What each reader gets of one page, by language and role, and the statements by role."""

    texts: dict[str, dict[str, PageText]] = field(default_factory=lambda: defaultdict(dict))
    statements: dict[str, int] = field(default_factory=dict)


def read_pages(fixed: FixedWorld) -> dict[str, Page]:
    """All pages by name. They are read at one instant, and nothing that reading writes is kept."""
    pages: dict[str, Page] = defaultdict(Page)
    with recording_at(READ_AT):
        for short, language in LANGUAGES.items():
            User.objects.update(language=language)
            walk = Walk(fixed.world, ids=fixed.ids, now=READ_AT, language=language)
            for name, row, who in _visits(fixed, walk):
                answer = walk.ask(row, who)
                pages[name].texts[short][who.role] = _text(answer)
                pages[name].statements[who.role] = answer.statements
    return pages


def _visits(fixed: FixedWorld, walk: Walk) -> Iterator[tuple[str, Row, Persona]]:
    """Each page with each reader, in the order of the matrix."""
    people = {who.role: who for who in walk.personas if not who.rival}
    for name, row in _rows():
        yield from ((name, row, who) for who in people.values() if _may_see(row, who))
    for prefix, roles in STORY_ROLES.items():
        for story, ticket in fixed.tickets.items():
            walk.ids[story] = ticket
            row = Row(
                method="GET", path=prefix + "tickets/<int:ticket_id>", who=frozenset(roles), names={"ticket_id": story}
            )
            yield from ((f"{prefix}stories/{story}", row, people[role]) for role in roles)


def _rows() -> Iterator[tuple[str, Row]]:
    """Every page of the matrix; those behind a link also with one that works."""
    seen: dict[str, int] = defaultdict(int)
    for row in (*matrix_console.ROWS, *matrix_portal.ROWS, *matrix_public.ROWS):
        if row.method != "GET" or row.path.startswith(API) or row.path in NOT_READ:
            continue
        name = name_of(row.path)
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name}_{seen[name]}"), row
        if row.path in BEHIND_LINKS:
            part = row.path.rpartition(":")[2].rstrip(">")
            yield f"{name}_valid", replace(row, names={part: BEHIND_LINKS[row.path]})


def name_of(path: str) -> str:
    """The name of a page's file: its address, with the names of its parts."""
    parts = [part.rpartition(":")[2].strip("<>") if "<" in part else part for part in path.split("/") if part]
    place = "/".join(parts) or "home"
    surface = parts[0] if parts and parts[0] in ("console", "portal") else "public"
    return f"{surface}/home" if place == surface else place if place.startswith(f"{surface}/") else f"public/{place}"


def _may_see(row: Row, who: Persona) -> bool:
    return expected(row, who) is None


def _text(answer: Answer) -> PageText:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    head = (f"{answer.status_code} {answer.headers.get('Location', '')}".strip(),) if answer.status_code != 200 else ()
    if kind == "text/html":
        text = page_text(answer.content.decode())
        return PageText((*head, *text.main), text.frame)
    if kind.startswith("text/") or kind == "application/json":
        return PageText((*head, *_plain(answer.content)), ())
    return PageText((*head, kind), ())


def _plain(content: bytes) -> list[str]:
    return list(normal.lines(line for line in content.decode("utf-8-sig").splitlines() if line.strip()))


def statement_table(pages: dict[str, Page]) -> str:
    """One line for each page: how many statements it takes, and for whom, where roles differ."""
    width = max(map(len, pages))
    return "".join(f"{name:{width}}  {_counts(pages[name].statements)}\n" for name in sorted(pages))


def _counts(statements: dict[str, Any]) -> str:
    by_count: dict[int, list[str]] = defaultdict(list)
    for role, count in statements.items():
        by_count[count].append(role)
    if len(by_count) == 1:
        return str(*by_count)
    return ", ".join(f"{count} ({' '.join(roles)})" for count, roles in sorted(by_count.items()))
