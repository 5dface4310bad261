"""From a request that is right, those that are wrong in one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from zlib import crc32

from surfaces.bad_values import ALONE, FIELD, FILES, FORMS, HEADERS, IDS, NAMES, QUERY, with_files
from surfaces.visiting import PART, Fields, Seen, Visit

Bad = Iterator[tuple[str, Visit]]
FORMS_EACH = 4
"""Broken forms are read before any page sees them: each page gets some, all pages together get all."""
MOST_FILES = 11


def bad_visits(right: Visit, seen: Seen) -> Bad:
    """Each with what is wrong in it; ``seen`` tells which fields the page reads."""
    yield "strange headers", replace(right, headers=HEADERS)
    yield from _parts(right)
    yield from _queries(right, sorted(seen.query))
    if right.row.method == "POST":
        yield from _fields(right, sorted(seen.form))
        yield from _forms(right, bool(seen.files))


def _parts(right: Visit) -> Bad:
    for kind, name in PART.findall(right.row.path):
        for what, value in (IDS if kind == "int" else NAMES).items():
            yield f"<{name}> {what}", replace(right, parts={**right.parts, name: value})


def _queries(right: Visit, names: list[str]) -> Bad:
    for name in names:
        for what, fields in _changed(right.query, name, ALONE):
            yield f"?{what}", replace(right, query=fields)
    values = list(QUERY.values())
    for first in range(len(values) if names else 0):
        given = {name: [values[(first + place) % len(values)]] for place, name in enumerate(names)}
        yield f"?all bad, from {list(QUERY)[first]}", replace(right, query=given)


def _fields(right: Visit, names: list[str]) -> Bad:
    for name in names:
        for what, fields in _changed(right.form, name, FIELD):
            yield what, replace(right, form=fields)


def _changed(right: Fields, name: str, values: dict[str, bytes]) -> Iterator[tuple[str, Fields]]:
    for what, value in values.items():
        yield f"{name} {what}", {**right, name: [value]}
    yield f"{name} left out", {other: given for other, given in right.items() if other != name}
    yield f"{name} over and over", {**right, name: [*right.get(name, [b"1"]), *[b"2"] * 900]}


def _forms(right: Visit, takes_files: bool) -> Bad:
    first = crc32(right.row.path.encode()) % len(FORMS)
    for what, raw in islice([*FORMS.items()] * 2, first, first + FORMS_EACH):
        yield what, replace(right, raw=raw)
    if takes_files:
        for what, name in FILES.items():
            yield f"file {what}", replace(right, raw=with_files(right.form, [name]))
        yield "too many files", replace(right, raw=with_files(right.form, [b"a.txt"] * MOST_FILES))
        yield "files that are none", replace(right, form={**right.form, "files": [b"x"]})
