"""Message text: Markdown in, safe HTML out. Nothing that a message holds can run, load from elsewhere, or hide."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

LONGEST = 100_000
"""Characters that are read as Markdown; a longer text is shown as it is, because parsing must end soon."""

TAGS = frozenset(
    {"a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong"}
    | {"table", "tbody", "td", "th", "thead", "tr", "ul"}
)
ATTRIBUTES: dict[str, set[str]] = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}}
HEADING = re.compile(r"<(/?)h([1-6])>")
NAMED = re.compile(r"@\(([^()<>\n]{1,200})\)")
"""A person named in a message: ``@(Name)``."""
SCHEMES = {"http", "https", "mailto"}


@lru_cache(maxsize=2048)
def render(text: str) -> SafeString:
    """Safe HTML of a Markdown text; headings are lowered so that a page keeps one first heading."""
    if len(text) > LONGEST:
        return mark_safe(f"<pre>{nh3.clean_text(text)}</pre>")  # noqa: S308  (escaped by clean_text)
    html = _clean(_parser().render(text))
    return mark_safe(NAMED.sub(r'<strong class="mention">@\1</strong>', html))  # noqa: S308  (cleaned on the way)


def _clean(html: str) -> str:
    lowered = HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) + 2)}>", html)
    return nh3.clean(
        lowered,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
        attribute_filter=_code_language_only,
    )


def _code_language_only(element: str, attribute: str, value: str) -> str | None:
    if attribute == "class" and not value.startswith("language-"):
        return None
    return value


@cache
def _parser() -> MarkdownIt:
    # Raw HTML stays text; images become links, because a picture loaded from elsewhere tells its owner who reads.
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False, "maxNesting": 20})
    return parser.enable(["table", "strikethrough"]).disable("image")
