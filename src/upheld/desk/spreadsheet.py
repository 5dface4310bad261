"""Spreadsheet rows of tickets, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.desk.queries.lists import TicketLine
from upheld.i18n.words import say

WORDS_OF = {"state": "ui.state", "environment": "console.environment", "uncovered": "uncovered"}
"""Columns whose values are codes, with the key of their texts."""


def head(columns: Sequence[str]) -> list[str]:
    """Returns the column titles."""
    return [say("console.column", column) for column in columns]


def cells(line: TicketLine, columns: Sequence[str]) -> list[object]:
    """Returns a ticket's values, with texts in place of codes."""
    return [_cell(column, getattr(line, column)) for column in columns]


def _cell(column: str, value: object) -> object:
    if isinstance(value, tuple):
        return " ".join(value)
    return say(WORDS_OF[column], str(value)) if column in WORDS_OF and value else value
