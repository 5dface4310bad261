"""The words of every page, for each role that may see it and in both languages, are those that are kept in ``pages``.

White space and markup do not count, words do. Where roles get different lines, a line says who gets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from nets import snapshots
from nets.page_text import PageText
from nets.reading import Page, read_pages, statement_table
from nets.variants import flat, merge, split
from nets.world import build_fixed

SURFACES = ("console", "portal", "public")
HEAD = "=== "
FRAME, OTHER_FRAME = "the frame of all pages", "its frame differs"
_read: list[dict[str, Page]] = []


@pytest.fixture
def pages(db: None) -> dict[str, Page]:
    """All pages, read once for the tests of this file."""
    if not _read:
        _read.append(read_pages(build_fixed()))
    return _read[0]


@pytest.mark.parametrize("surface", SURFACES)
def test_the_words_of_each_page(pages: dict[str, Page], surface: str) -> None:
    own = {name: page for name, page in pages.items() if name.startswith(surface)}
    frames = common_frames(own)
    problems = _compare(f"pages/{surface}/frame.txt", {f"{FRAME}, {language}": by for language, by in frames.items()})
    for name, page in own.items():
        problems += _compare(f"pages/{name}.txt", dict(_sections(page, frames)))
    strays = snapshots.settle_strays(f"pages/{surface}", [f"{name.partition('/')[2]}.txt" for name in [*own, "/frame"]])
    snapshots.fail_on(problems + strays)


def test_the_statements_of_each_page(pages: dict[str, Page]) -> None:
    snapshots.fail_on(snapshots.compare("statements.txt", statement_table(pages)))


def common_frames(pages: Mapping[str, Page]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Header and footer of each language and role, as most pages have them."""
    counts: dict[str, dict[str, dict[tuple[str, ...], int]]] = {}
    for page in pages.values():
        for language, by_role in page.texts.items():
            for role, text in by_role.items():
                frames = counts.setdefault(language, {}).setdefault(role, {})
                frames[text.frame] = frames.get(text.frame, 0) + bool(text.frame)
    return {
        language: {role: max(frames, key=lambda frame: frames[frame]) for role, frames in by_role.items()}
        for language, by_role in sorted(counts.items())
    }


def _sections(
    page: Page, frames: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    for language, by_role in sorted(page.texts.items()):
        yield language, {role: text.main for role, text in by_role.items()}
        own = {role: text.frame for role, text in by_role.items() if _has_own_frame(text, frames[language][role])}
        if own:
            yield f"{language}, {OTHER_FRAME}", own


def _has_own_frame(text: PageText, frame: tuple[str, ...]) -> bool:
    return bool(text.frame) and flat(text.frame) != flat(frame)


def _compare(name: str, sections: Mapping[str, Mapping[str, tuple[str, ...]]]) -> list[str]:
    """What differs, word by word. A section whose words are the same stays as it is, also while rewriting."""
    before = dict(_parsed(snapshots.read(name)))
    after, problems = [], []
    for head, texts in sections.items():
        title = f"{HEAD}{head}: {' '.join(texts)}"
        lines = before.pop(title, None)
        own = split(lines, list(texts)) if lines is not None else {}
        moved = {role: _moved(own.get(role), text) for role, text in texts.items()}
        unmoved = lines is not None and not any(moved.values())
        after += [title, *(lines if unmoved else merge(texts)), ""]
        for words in dict.fromkeys(filter(None, moved.values())):
            readers = " ".join(role for role in texts if moved[role] == words)
            problems += [f"{name}, {head}, {readers}:", *words]
    problems += [f"{name}: nobody gets the section {title!r} any more" for title in before]
    if problems and snapshots.REWRITING:
        snapshots.write(name, "\n".join(after))
        return []
    return problems


def _moved(before: Sequence[str] | None, now: Sequence[str]) -> tuple[str, ...]:
    """The words that differ; none where nothing but white space does."""
    if before is not None and flat(before) == flat(now):
        return ()
    return tuple(snapshots.words_that_differ(before or (), now))


def _parsed(text: str) -> Iterator[tuple[str, list[str]]]:
    for part in f"\n{text}".split(f"\n{HEAD}")[1:]:
        title, *lines = part.strip("\n").split("\n")
        yield HEAD + title, lines
