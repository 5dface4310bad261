"""Prepares people's text for mail: names and subjects on one line, messages quoted line by line."""

from __future__ import annotations

import re
import unicodedata

BREAKS = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Categories of characters that end a line, or that are no text at all."""
INVISIBLE = re.compile(
    "[\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001d159"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U00016fe4\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Format characters and all others that are not shown: joiners, marks of direction, tags, variation selectors, fillers.

Some scripts and emoji use a few of them; without them a word is still read, and an emoji falls into its parts.
"""
VISIBLE = frozenset("LNPS")
"""Kinds of characters that are seen by themselves: neither spaces, controls nor accents without a letter."""
CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
DOT_BEFORE_LETTERS = re.compile(r"([.\u2024\uff0e\u3002\uff61])(?=[^\W\d_]{2})")
AT = re.compile(r"([@\uff20\ufe6b])(?=\S)")
RULES_AND_MARKS = ">-=_*#|~ "
"""Characters that draw a rule or mark a quotation at the beginning of a line."""
NAME_LIMIT = 80
QUOTE = "> "


def without_invisible(text: str) -> str:
    """The text without characters that are not shown; line ends and controls stay."""
    return INVISIBLE.sub("", text)


def is_visible(text: str) -> bool:
    """Whether a text holds a letter, a digit, a mark of punctuation or a symbol: something that its readers see."""
    return any(unicodedata.category(char)[0] in VISIBLE for char in without_invisible(text))


def single_line(text: str) -> str:
    """The text on one line, without controls and what is not shown, runs of spaces made one."""
    visible = "".join(" " if unicodedata.category(char) in BREAKS else char for char in without_invisible(text))
    return " ".join(visible.split())


def framed_name(text: str) -> str:
    """A name for a sentence of ours in a mail: short, on one line, and no mail program makes a link of it.

    A space after the dot of ``example.com``, after the colon of ``https://`` and after an ``@`` prevents that.
    """
    name = single_line(text).lstrip(RULES_AND_MARKS) or "—"
    name = name if len(name) <= NAME_LIMIT else name[:NAME_LIMIT].rstrip() + "…"
    return DOT_BEFORE_LETTERS.sub(r"\1 ", AT.sub(r"\1 ", name.replace("://", ": //")))


def message_text(text: str) -> str:
    """A message without characters that hide or turn text. Its lines end as Python reads them, with a newline each."""
    return "\n".join(CONTROLS.sub("", without_invisible(text)).splitlines()).strip("\n")


def quote(text: str) -> str:
    """The text with a mark before each line, as mail programs show what somebody else wrote."""
    return "\n".join(f"{QUOTE}{line}".rstrip() for line in text.split("\n"))
