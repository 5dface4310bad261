"""Writes CSV in which no spreadsheet takes a cell for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from upheld.i18n.moments import whole_seconds
from upheld.i18n.words import say
from upheld.markup.plain_text import single_line

BEGINNING = re.compile(r"(^|[;|])(?=[\s\"']*[=+\-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−])")
"""Where some spreadsheet begins a cell with what it, or a converter, takes for a formula.

Spreadsheets of many countries begin a new cell at a semicolon, quoted or not.
"""
MARK = "\ufeff"
"""Says UTF-8 to spreadsheets that would otherwise guess."""


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file line by line, the first with the byte order mark."""
    writer = csv.writer(_Echo())
    yield MARK + writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def csv_file(name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    """The download of a CSV, streamed in the language and zone of this request."""
    answer = StreamingHttpResponse(
        _localised(lines, get_language() or "en", timezone.get_current_timezone()),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _localised(lines: Iterator[str], language: str, zone: tzinfo) -> Iterator[str]:
    """The lines, each in the language and zone of the request, which has ended when they are read."""
    while True:
        with override(language), timezone.override(zone):
            line = next(lines, None)
        if line is None:
            return
        yield line


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula.

    Numbers stay numbers. Instants (in the reader's zone) and durations are written as spreadsheets read them, durations
    in the same whole seconds as on pages; truths are words. Texts are on one line: a spreadsheet with another separator
    begins a row at a line break, quoted or not.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("common.yes") if value else say("common.no")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(whole_seconds(value), 60)
        return f"{'-' if value < timedelta(0) else ''}{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    return BEGINNING.sub(r"\1'", single_line(value)) if isinstance(value, str) else str(value)
