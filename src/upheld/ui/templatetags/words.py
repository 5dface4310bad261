"""``{% load words %}{% say "people.invite" name=person.name %}``; more arguments are further parts of the code."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from upheld.i18n import words

register = template.Library()


@register.simple_tag(name="say", takes_context=True)
def say_tag(context: template.Context, *code: str, **values: Any) -> SafeString:
    """The text of a code in the active language. Values are escaped; a value that is safe HTML may be a link."""
    escaped = {name: _escape(value) for name, value in values.items()} if context.autoescape else values
    return mark_safe(words.say(*code, **escaped))  # noqa: S308  (the texts are our own, the values are escaped)


@register.filter(name="word")
def word_filter(code: str) -> str:
    """The text of a code that takes no values."""
    return words.say(code)


def _escape(value: Any) -> Any:
    return value if isinstance(value, int | float) else conditional_escape(value)
