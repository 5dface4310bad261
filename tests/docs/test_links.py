"""No link on a page is dead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.pages import PAGES, ROOT, prose

LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\((?P<to>[^)\s]+)(?: \"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6} (?P<text>.+?)(?: \{ #(?P<id>[^ }]+) \})?$", re.MULTILINE)
OUTSIDE = {"https://www.standardwebhooks.com/", "https://keepachangelog.com/en/1.1.0/"}


def _slug(heading: str) -> str:
    """The anchor that the site gives a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
    kept = re.sub(r"[^\w\s-]", "", plain.encode("ascii", "ignore").decode()).strip().lower()
    return re.sub(r"[-\s]+", "-", kept)


def _anchors(path: Path) -> set[str]:
    return {one["id"] or _slug(one["text"]) for one in HEADING.finditer(path.read_text("utf-8"))}


def _dead(page: Path) -> Iterator[str]:
    for found in LINK.finditer(prose(page)):
        to, _, anchor = found["to"].partition("#")
        if to.startswith("http"):
            if found["to"] not in OUTSIDE:
                yield f"{found['to']}: outside links are listed in this test"
            continue
        target = (page.parent / to).resolve() if to else page
        if not target.is_file():
            yield f"{found['to']}: no such file"
        elif anchor and target.suffix == ".md" and anchor not in _anchors(target):
            yield f"{found['to']}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert list(_dead(page)) == []
