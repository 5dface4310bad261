"""Amounts and texts in a reader's language."""

import re
from collections.abc import Mapping

from upheld.sla.words import say

_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”"
_GAP = re.compile(f"(?<=[{_WIDE}]) (?=[{_WIDE}])")
_PART = re.compile(r"(\d+(?:\.\d+)?)(bd|d|h|m|s)")


def say_amount(text: str, lang: str) -> str:
    """A canonical amount such as ``4h`` or ``5bd`` in words."""
    if text == "1bd":
        return say("unit_one_bd", {}, lang)
    return " ".join(say(f"unit_{unit}", {"number": number}, lang) for number, unit in _PART.findall(text))


def in_language(text: Mapping[str, str], lang: str) -> str:
    """A text in a language, else in English, else in whatever it has; empty if it has none."""
    return text.get(lang) or text.get("en") or next(iter(text.values()), "")


def closed_up(text: str, lang: str) -> str:
    """A text without the spaces that a pattern leaves between two Chinese characters."""
    return _GAP.sub("", text) if lang == "zh" else text
