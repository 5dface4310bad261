"""A template and its values become a subject and a body: plain text, and HTML made from that text.

The text is the one source, so the two can never say different things, and whatever a person wrote is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from upheld.common.words import short

LOCALES = {"en": "en", "zh": "zh-hans"}
LINK = re.compile(r"https?://[^\s<>\"'，。；、（）]{1,2000}[^\s<>\"'，。；、（）.,;:!?)]")
RULE = re.compile(r"^-{3,}$")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's words."""

    subject: str
    text: str
    html: str


def render(template: str, *, language: str, values: Mapping[str, Any]) -> Rendered:
    """The words of ``mail/<template>.<en|zh>.txt``: the first line is the subject, the rest after it the body.

    Raises TemplateDoesNotExist where there is no such template.
    """
    lang = short(language)
    with override(LOCALES[lang]):
        source = get_template(f"mail/{template}.{lang}.txt")
        subject, _, body = source.render(dict(values)).strip().partition("\n")
        text = re.sub(r"\n{3,}", "\n\n", body.strip("\n")) + "\n"
        html = render_to_string("mail/frame.html", {"lang": LOCALES[lang], "subject": subject, "blocks": blocks(text)})
    return Rendered(subject.strip(), text, html)


def blocks(text: str) -> list[SafeString]:
    """Paragraphs as safe HTML: escaped, with links; a line of dashes is a rule."""
    return [_block(paragraph) for paragraph in re.split(r"\n{2,}", text.strip("\n"))]


def _block(paragraph: str) -> SafeString:
    if RULE.match(paragraph.strip()):
        return mark_safe("<hr>")
    return mark_safe(f"<p>{_linked(paragraph)}</p>")  # noqa: S308  (every piece is escaped)


def _linked(text: str) -> str:
    pieces, end = [], 0
    for found in LINK.finditer(text):
        pieces += [escape(text[end : found.start()]), _anchor(found.group())]
        end = found.end()
    return "".join([*pieces, escape(text[end:])])


def _anchor(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address)}</a>'
