"""``{% load frame %}``: what stands around every page, by its reader."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from upheld.common import nav as places
from upheld.common import words

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
def nav(context: template.Context) -> list[dict[str, Any]]:
    """The links of this reader, with the one that the page is under."""
    actor = getattr(context.get("request"), "actor", None)
    return _shown(context, places.links(audience(context), actor.staff_roles if actor else frozenset()))


def _shown(context: template.Context, links: list[places.Link]) -> list[dict[str, Any]]:
    path = getattr(context.get("request"), "path", "")
    found = [(link, link.address()) for link in links]
    shown = [{"href": href, "text": words.say(link.word)} for link, href in found if href]
    here = max((item["href"] for item in shown if path.startswith(item["href"])), key=len, default=None)
    return [{**item, "here": item["href"] == here} for item in shown]


@register.simple_tag(takes_context=True)
def search_address(context: template.Context) -> str:
    return _address(places.search_route(audience(context)) or "")


@register.simple_tag(takes_context=True)
def preferences(context: template.Context) -> dict[str, Any]:
    """Everything the menu of preferences shows."""
    chosen, language = theme(context), words.short()
    return {
        "address": _address("preferences"),
        "sign_out": _address("sign_out"),
        "own": _shown(context, places.links("own")),
        "english": _pressed(language == "en"),
        "chinese": _pressed(language == "zh"),
        **{name: _pressed(chosen == name) for name in THEMES},
    }


def _pressed(on: bool) -> str:
    return "true" if on else "false"


def _address(route: str) -> str:
    try:
        return reverse(route) if route else ""
    except NoReverseMatch:
        return ""
