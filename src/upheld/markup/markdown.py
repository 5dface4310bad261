"""Message text: Markdown in, safe HTML out. Nothing that a message holds can run, load from elsewhere, or hide.

Rendering is bounded: a text that takes more than `MESSAGE_STEPS`, or that comes when the texts before it on the same
page have used up `PAGE_STEPS`, is shown as plain text. Results are cached by the content's hash; they do not depend
on the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from html import escape

import nh3
from django.utils.safestring import SafeString, mark_safe

from upheld.markup.bounded_markdown import Meter, TooComplex, to_html
from upheld.markup.lru_cache import LruCache
from upheld.markup.mentions import marked, pieces

MESSAGE_STEPS = 30_000
"""Ordinary texts take less than one step a character; a step takes one to four microseconds."""
PAGE_STEPS = 150_000
CACHED_MAX, CACHED_CHARACTERS = 2048, 8 * 1024 * 1024

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
ATTRIBUTES: dict[str, set[str]] = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}, "strong": {"class"}}
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
SCHEMES = {"http", "https", "mailto"}

_CACHE: LruCache[bytes, SafeString] = LruCache(CACHED_MAX, size=len, size_max=CACHED_CHARACTERS)
_page: ContextVar[Meter | None] = ContextVar("page", default=None)


@contextmanager
def page_budget(steps: int = PAGE_STEPS) -> Iterator[None]:
    """Bounds what is rendered anew within the block; cached results cost nothing."""
    token = _page.set(Meter(steps))
    try:
        yield
    finally:
        _page.reset(token)


def page_exhausted() -> bool:
    """Whether this page has shown texts as plain text because its rendering budget was used up."""
    page = _page.get()
    return page is not None and page.left <= 0


def render(text: str) -> SafeString:
    """Safe HTML of a Markdown text."""
    key = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=32).digest()
    html = _CACHE.get(key)
    if html is None:
        html, lasting = _rendered(text)
        if lasting:
            _CACHE.set(key, html)
    return html


def _rendered(text: str) -> tuple[SafeString, bool]:
    """The HTML, and whether it may be cached; it may not if the page had too few steps left."""
    page = _page.get()
    meter = Meter(min(MESSAGE_STEPS, page.left) if page else MESSAGE_STEPS)
    try:
        html, complete = _clean(to_html(text, meter)), True
    except TooComplex:
        html, complete = _plain(text), meter.limit == MESSAGE_STEPS
    if page:
        page.left -= meter.steps
    return mark_safe(html), complete  # noqa: S308  (cleaned, or every piece escaped)


def _plain(text: str) -> str:
    """Escaped text in paragraphs, each line on a line of its own."""
    paragraphs = BLANK_LINES.split(text.replace("\r\n", "\n").strip())
    return "\n".join(f"<p>{_with_mentions(part)}</p>" for part in paragraphs)


def _with_mentions(text: str) -> str:
    escaped = (marked(piece.text) if piece.is_name else escape(piece.text) for piece in pieces(text))
    return "".join(escaped).replace("\n", "<br>\n")


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_own_classes,
    )


def _own_classes(element: str, attribute: str, value: str) -> str | None:
    """The value; none for a class that is neither of a programming language nor of a mention."""
    if attribute == "class" and not (value.startswith("language-") if element == "code" else value == "mention"):
        return None
    return value
