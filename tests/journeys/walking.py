"""Going to one page of each kind that a person can reach by links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

NO_PAGE = re.compile(r"\.csv$|/files/|/export$|^/static/|^/api/|^/sign-out")
MOST = 80
"""Kinds of pages that one person reaches; more means that the walk goes round in circles."""
LINKS = "[...document.querySelectorAll('a[href^=\"/\"]:not([download])')].map(one => one.pathname)"


def walk(page: Any, *first: str, statuses: range = range(200, 201)) -> Iterator[str]:
    """Open ``first``, then the pages from the start on, one of each kind. Numbers in addresses do not make a kind.

    Each must answer with one of ``statuses``. What was seen stands in ``page.seen``, by kind.
    """
    page.seen = {}
    waiting = [*first, "/"]
    while waiting:
        place = waiting.pop(0)
        if kind(place) in page.seen:
            continue
        page.seen[kind(place)] = place
        assert len(page.seen) <= MOST, page.seen
        answer = page.goto(place)
        assert answer.status in statuses, (place, answer.status)
        page.seen[kind(page.url)] = place
        page.locator(".htmx-request").first.wait_for(state="detached")
        yield place
        waiting += [one for one in page.evaluate(LINKS) if not NO_PAGE.search(one)]


def kind(place: str) -> str:
    return re.sub(r"(?<=/)\d+", "1", urlsplit(place).path)
