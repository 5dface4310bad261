"""Renders a mail template to a subject and a body, as plain text and as HTML.

The mail itself speaks in *frame* text: what the template says, with values on one line each. Messages that people
wrote stand in the value ``texts``. They are set apart: quoted line by line in the plain text, rendered as Markdown
inside a ``blockquote`` in the HTML. So no message and no name can look like a part of the frame.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from upheld.i18n.words import short
from upheld.mail.quoted_text import quoted_html
from upheld.markup.plain_text import framed_name, message_text, quote, single_line

LOCALES = {"en": "en", "zh": "zh-hans"}
TEXTS = "texts"
"""The value that holds messages of people; a template writes each on a line of its own."""
NAMES = frozenset({"name", "organisation", "customer", "product"})
"""The values that are names which somebody chose."""
LINK = re.compile(r"https?://[^\s<>\"'，。；、（）]{1,2000}[^\s<>\"'，。；、（）.,;:!?)]")
RULE = re.compile(r"^-{3,}$")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The rendered subject and body of a mail."""

    subject: str
    text: str
    html: str


def render(template: str, *, language: str, values: Mapping[str, Any]) -> Rendered:
    """The words of ``mail/<template>.<en|zh>.txt``: the first line is the subject, the rest after it the body.

    Raises TemplateDoesNotExist where there is no such template.
    """
    lang = short(language)
    messages = [message_text(text) for text in values.get(TEXTS, ())]
    marks = [f"[{secrets.token_hex(16)}]" for _ in messages]  # nobody can write one into a message beforehand
    with override(LOCALES[lang]):
        source = get_template(f"mail/{template}.{lang}.txt")
        subject, _, body = source.render({**_framed(values), TEXTS: marks}).strip().partition("\n")
        frame = re.sub(r"\n{3,}", "\n\n", body.strip("\n")) + "\n"
        parts = _parts(frame, dict(zip(marks, messages, strict=True)))
        html = render_to_string(
            "mail/frame.html",
            {"lang": LOCALES[lang], "subject": subject, "blocks": [block for part in parts for block in part.blocks()]},
        )
    return Rendered(subject.strip(), "".join(part.text for part in parts), html)


def blocks(text: str) -> list[SafeString]:
    """Paragraphs of frame text as safe HTML; a line of dashes is a rule, only addresses of our own become links."""
    return [_block(paragraph) for paragraph in re.split(r"\n{2,}", text.strip("\n")) if paragraph]


@dataclass(frozen=True, slots=True)
class _Part:
    content: str
    is_message: bool

    @property
    def text(self) -> str:
        return quote(self.content) if self.is_message else self.content

    def blocks(self) -> list[SafeString]:
        return [quoted_html(self.content)] if self.is_message else blocks(self.content)


def _parts(frame: str, messages: Mapping[str, str]) -> list[_Part]:
    if not messages:
        return [_Part(frame, is_message=False)]
    fragments = re.split("|".join(f"({re.escape(mark)})" for mark in messages), frame)
    return [_Part(messages.get(fragment, fragment), fragment in messages) for fragment in fragments if fragment]


def _framed(value: Any, key: str = "") -> Any:
    """A value as it stands in the frame: on one line, all of it visible; names are no links."""
    if isinstance(value, str):
        return framed_name(value) if key in NAMES else single_line(value)
    if isinstance(value, Mapping):
        return {name: _framed(item, name) for name, item in value.items() if name != TEXTS}
    if isinstance(value, list | tuple):
        return [_framed(item, key) for item in value]
    return value


def _block(paragraph: str) -> SafeString:
    if RULE.match(paragraph.strip()):
        return mark_safe("<hr>")
    return mark_safe(f"<p>{''.join(_linked(paragraph))}</p>")  # noqa: S308  (every piece is escaped)


def _linked(text: str) -> Iterator[str]:
    end = 0
    for link in LINK.finditer(text):
        if link.group().startswith(settings.BASE_URL + "/"):
            yield escape(text[end : link.start()])
            yield f'<a href="{escape(link.group())}">{escape(link.group())}</a>'
            end = link.end()
    yield escape(text[end:])
