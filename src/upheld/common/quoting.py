"""CSV that a spreadsheet shows and never runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"
"""Says UTF-8 to spreadsheets that would otherwise guess."""


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line, the first with the byte order mark."""
    writer = csv.writer(_Echo())
    yield MARK + writer.writerow([harmless(one) for one in head])
    for row in rows:
        yield writer.writerow([harmless(one) for one in row])


def harmless(value: object) -> str:
    """Text that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, str) and text.lstrip(" ").startswith(RUNS):
        return "'" + text
    return text
