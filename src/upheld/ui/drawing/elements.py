"""Builds escaped SVG elements."""

from __future__ import annotations

from functools import cache
from html import escape

from django.utils.safestring import SafeString

Number = float | int | str


def element(name: str, *children: str, **attributes: Number | None) -> SafeString:
    """An SVG element. ``class_`` becomes ``class``, underscores become hyphens, None omits the attribute."""
    text = "".join(
        [f' {_attribute_name(key)}="{_short(value)}"' for key, value in attributes.items() if value is not None]
    )
    inside = "".join([child if isinstance(child, SafeString) else escape(child) for child in children])
    return SafeString(f"<{name}{text}>{inside}</{name}>")  # everything is escaped above


def title(text: str) -> SafeString:
    return element("title", text)


def picture(*children: str, label: str, height: int, kind: str) -> SafeString:
    """The frame: an image with an accessible name, as wide as its place."""
    return element("svg", *children, class_=kind, role="img", aria_label=label, width="100%", height=height)


def percent(share: float) -> str:
    """A place across, 0 to 1, as SVG writes it."""
    return f"{_decimal(min(1.0, max(0.0, share)) * 100)}%"


def anchor(share: float) -> str:
    """Which end of a text stands at its place, so that none leaves the picture."""
    return "start" if share < 0.2 else "end" if share > 0.8 else "middle"


def _short(value: Number) -> str:
    return _decimal(value) if isinstance(value, float) else escape(str(value))


def _decimal(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


@cache
def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
