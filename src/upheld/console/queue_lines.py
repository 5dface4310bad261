"""Renders the rows of the queue without templates: every open console polls fifty of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape

from django.utils.safestring import SafeString

from upheld.clocks.queries import QueueLine
from upheld.i18n.words import say
from upheld.ui import components
from upheld.ui.cached_urls import filler
from upheld.ui.components import Reader


def render_rows(lines: Iterable[QueueLine], fresh: Collection[int], reader: Reader) -> SafeString:
    """Renders one table row per line; the tickets in ``fresh`` are marked as new."""
    to = filler("console:ticket")
    return SafeString("\n".join([_row(line, to(line.ticket_id), line.ticket_id in fresh, reader) for line in lines]))


def _row(line: QueueLine, at: str, new: bool, reader: Reader) -> str:
    return (
        f'<tr data-row>\n<td class="nowrap">{_due(line, reader)}</td>\n'
        f'<td class="wide">{_ticket(line, at, new, reader)}</td>\n'
        f"<td>{components.severity(reader.lang, line.severity)}</td>"
        f"<td>{components.state(reader.lang, line.state)}</td>"
        f'<td class="names">{escape(line.customer)}</td>\n<td class="names">{_handler(line, reader)}</td></tr>'
    )


def _due(line: QueueLine, reader: Reader) -> str:
    due, late = line.next_due_at, line.missed
    if due is None:
        return f'<span class="soft">{_label("uncovered" if line.uncovered else "no_deadline", reader)}</span>'
    name = escape(components.objective(reader.lang, line.next_objective))
    return (
        f"{components.countdown(reader, due, late)}{components.elapsed_bar(reader, line.started_at, due, late)}"
        f'<div class="soft small">{name} · {components.instant(reader, due)}</div>'
    )


def _ticket(line: QueueLine, at: str, new: bool, reader: Reader) -> str:
    mark = f' <span class="badge on bare">{_label("new", reader)}</span>' if new else ""
    tags = "".join([f' <span class="tag">{escape(tag)}</span>' for tag in line.tags])
    return (
        f'<a class="cover" href="{at}">{escape(line.subject)}</a>{mark}'
        f'<div class="soft small">#{line.ticket_id} · {escape(line.requester)}{tags}</div>'
    )


def _handler(line: QueueLine, reader: Reader) -> str:
    who = escape(line.assignee) or f'<span class="soft">{_label("nobody", reader)}</span>'
    return f'{who}<div class="soft small">{escape(line.group)}</div>' if line.group else who


def _label(word: str, reader: Reader) -> str:
    return say("console", word, lang=reader.lang)
