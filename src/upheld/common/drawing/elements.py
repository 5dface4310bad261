"""The few SVG elements that pictures are made of, escaped."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Number = float | int | str


def element(name: str, *children: str, **attributes: Number | None) -> SafeString:
    """An element; ``class_`` is class, an underscore is a hyphen, None leaves the attribute out."""
    pairs = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    text = "".join(f' {_exact.get(key, key)}="{escape(_short(value))}"' for key, value in pairs)
    inside = "".join(child if isinstance(child, SafeString) else escape(child) for child in children)
    return mark_safe(f"<{name}{text}>{inside}</{name}>")  # noqa: S308  (everything is escaped above)


def title(text: str) -> SafeString:
    return element("title", text)


def picture(*children: str, label: str, height: int, kind: str) -> SafeString:
    """The frame: an image with an accessible name, as wide as its place."""
    return element("svg", *children, class_=kind, role="img", aria_label=label, width="100%", height=height)


def percent(share: float) -> str:
    """A place across, 0 to 1, as SVG writes it."""
    return f"{_short(min(1.0, max(0.0, share)) * 100)}%"


def anchor(share: float) -> str:
    """Which end of a text stands at its place, so that none leaves the picture."""
    return "start" if share < 0.2 else "end" if share > 0.8 else "middle"


def _short(value: Number) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


_exact = {"viewBox": "viewBox", "patternUnits": "patternUnits"}
