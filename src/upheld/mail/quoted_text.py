"""Renders a person's message as HTML in a mail, with the host of each link shown after it."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from upheld.markup import markdown

LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def quoted_html(text: str) -> SafeString:
    """The message in a ``blockquote``. The renderer of the pages loads nothing from elsewhere, so no picture does."""
    html = LINK.sub(_with_target, markdown.render(text))
    return mark_safe(f'<blockquote class="message">{html}</blockquote>')  # noqa: S308  (cleaned by the renderer)


def _with_target(link: re.Match[str]) -> str:
    """A link followed by its host, unless its text is its target, because mail programs show no address bar."""
    target, label = unescape(link[1]), unescape(TAG.sub("", link[2])).strip()
    if label == target:
        return link[0]
    parts = urlsplit(target)
    return f"{link[0]} ({escape(parts.hostname or parts.path)})"
