"""Prepares people's text for mail: names and subjects on one line, messages quoted line by line."""

from __future__ import annotations

import re
import unicodedata

BREAKS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that end a line, turn its direction, or are not shown at all."""
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of what follows them."""
HIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
DOT_BEFORE_LETTERS = re.compile(r"\.(?=[^\W\d_]{2})")
RULES_AND_MARKS = ">-=_*#|~ "
"""Characters that draw a rule or mark a quotation at the beginning of a line."""
NAME_LIMIT = 80
QUOTE = "> "


def single_line(text: str) -> str:
    """The text on one line, without control or format characters, runs of spaces made one."""
    visible = "".join(" " if unicodedata.category(char) in BREAKS else char for char in text)
    return " ".join(visible.split())


def person_name(text: str) -> str:
    """A name that people chose, for a sentence of ours: short, on one line, and no mail program makes a link of it.

    A space after the dot of ``example.com``, after the colon of ``https://`` and after an ``@`` prevents that.
    """
    name = single_line(text).lstrip(RULES_AND_MARKS) or "—"
    name = name if len(name) <= NAME_LIMIT else name[:NAME_LIMIT].rstrip() + "…"
    return DOT_BEFORE_LETTERS.sub(". ", name.replace("://", ": //").replace("@", "@ "))


def message_text(text: str) -> str:
    """A message without characters that hide or turn text. Its lines end as Python reads them, with a newline each."""
    return "\n".join(HIDDEN.sub("", DIRECTIONS.sub("", text)).splitlines()).strip("\n")


def quote(text: str) -> str:
    """The text with a mark before each line, as mail programs show what somebody else wrote."""
    return "\n".join(f"{QUOTE}{line}".rstrip() for line in text.split("\n"))
