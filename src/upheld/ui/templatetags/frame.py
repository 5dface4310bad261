"""``{% load frame %}``: template tags for the frame of every page: navigation, search, theme and preferences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from upheld.i18n import words
from upheld.ui import navigation as places

register = template.Library()
THEMES = ("auto", "light", "dark")


def audience(context: template.Context) -> str:
    actor = getattr(context.get("request"), "actor", None)
    return "public" if actor is None else "staff" if actor.is_staff else "customer"


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """The theme the reader chose: on the session for everybody, from the cookie before signing in."""
    request = context.get("request")
    chosen = getattr(request, "theme", None) or getattr(request, "COOKIES", {}).get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


@register.simple_tag(takes_context=True)
def nav(context: template.Context) -> SafeString:
    """The links of this reader, with the one that the page is under."""
    request = context.get("request")
    actor = getattr(request, "actor", None)
    links = _places(audience(context), actor.staff_roles if actor else frozenset(), words.short())
    path = getattr(request, "path", "")
    current = max((href for href, _ in links if path.startswith(href)), key=len, default=None)
    return SafeString("".join([_link(href, text, href == current) for href, text in links]))


@lru_cache(maxsize=256)
def _places(audience: str, roles: frozenset[str], lang: str) -> tuple[tuple[str, str], ...]:
    """(address, text) of the links that this installation has."""
    entries = [(link.address(), words.say(link.word, lang=lang)) for link in places.links(audience, roles)]
    return tuple((href, text) for href, text in entries if href)


def _link(href: str, text: str, is_current: bool) -> str:
    current = ' aria-current="page"' if is_current else ""
    return f'<a href="{escape(href)}"{current}>{escape(text)}</a>'


@register.simple_tag(takes_context=True)
def search_address(context: template.Context) -> str:
    return _address(places.search_route(audience(context)) or "")


@register.simple_tag(takes_context=True)
def preferences(context: template.Context) -> Mapping[str, Any]:
    """Everything the menu of preferences shows."""
    return _preferences(theme(context), words.short())


@lru_cache(maxsize=16)
def _preferences(chosen: str, lang: str) -> Mapping[str, Any]:
    return {
        "address": _address("preferences"),
        "sign_out": _address("sign_out"),
        "own": [{"href": href, "text": text} for href, text in _places("own", frozenset(), lang)],
        "english": _pressed(lang == "en"),
        "chinese": _pressed(lang == "zh"),
        **{name: _pressed(chosen == name) for name in THEMES},
    }


def _pressed(on: bool) -> str:
    return "true" if on else "false"


@cache
def _address(route: str) -> str:
    try:
        return reverse(route) if route else ""
    except NoReverseMatch:
        return ""
