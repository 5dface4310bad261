"""A cursor over plain data that collects problems instead of stopping at the first.

Each method returns a value of the right type. Where the data is wrong it notes the problem, with the path of the key
and what would be right, and returns a harmless stand-in, so that reading goes on and all errors of a document are
found at once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final, TypeVar, cast

from upheld.sla.errors import Problem
from upheld.sla.terms.amounts import Allowance, read_amount, read_share

T = TypeVar("T", bound=str)
MOST_PROBLEMS: Final = 200
LONGEST: Final = 2000
ID_MAX: Final = 64
"""Characters of the id of a severity, an exclusion clause or a calendar, and of any other identifier."""
STAND_IN: Final = Allowance("", timedelta(hours=1))


class Node:
    """A value somewhere in a document, with the path that leads to it."""

    __slots__ = ("path", "problems", "value")

    def __init__(self, value: object, path: str, problems: list[Problem]) -> None:
        self.value, self.path, self.problems = value, path, problems

    def wrong(self, code: str, **params: str | int) -> None:
        """Note a problem here."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(self.path, code, params))

    def child(self, key: str | int, value: object) -> "Node":
        """The value under a key or at an index."""
        step = f"[{key}]" if isinstance(key, int) else f".{key}" if self.path else key
        return Node(value, self.path + step, self.problems)

    def fields(self, required: Sequence[str], optional: Sequence[str] = ()) -> dict[str, "Node"]:
        """The known keys of a mapping; unknown and missing ones are problems. A null is as good as absent."""
        if not isinstance(self.value, Mapping):
            self.wrong("expected_mapping", keys=", ".join((*required, *optional)))
            return {}
        keys = (*required, *optional)
        nodes: dict[str, Node] = {}
        for key, value in self.value.items():
            name = str(key)[:80]
            if name not in keys:
                self.child(name, value).wrong("unknown_key", known=", ".join(keys))
            elif value is not None:
                nodes[name] = self.child(name, value)
        for name in required:
            if name not in nodes:
                self.child(name, None).wrong("missing_key")
        return nodes

    def entries(self, most: int) -> list[tuple[str, "Node"]]:
        """Keys and values of a mapping with free keys."""
        if not isinstance(self.value, Mapping):
            self.wrong("expected_mapping_free")
            return []
        if len(self.value) > most:
            self.wrong("too_many", most=most)
            return []
        return [(str(key)[:80], self.child(str(key)[:80], value)) for key, value in self.value.items()]

    def items(self, most: int) -> list["Node"]:
        """The members of a list."""
        if not isinstance(self.value, list | tuple):
            self.wrong("expected_list")
            return []
        if len(self.value) > most:
            self.wrong("too_many", most=most)
            return []
        return [self.child(index, value) for index, value in enumerate(self.value)]

    def text(self, longest: int = LONGEST) -> str:
        """A text without control characters, not empty."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.wrong("expected_text")
            return ""
        if len(self.value) > longest:
            self.wrong("too_long", most=longest)
            return ""
        if any((ord(char) < 32 and char not in "\n\t") or 0xD800 <= ord(char) < 0xE000 for char in self.value):
            self.wrong("control_character")
            return ""
        return self.value

    def name(self) -> str:
        """An identifier: a short text without spaces at its ends or line breaks."""
        text = self.text(ID_MAX)
        if text and (text != text.strip() or "\n" in text or "\t" in text):
            self.wrong("expected_name")
        return text

    def names(self, most: int = 50) -> tuple[str, ...]:
        """A list of distinct identifiers."""
        return self._distinct([node.name() for node in self.items(most)])

    def choice(self, options: Sequence[T]) -> T:
        """One of a few words."""
        if self.value not in options:
            self.wrong("expected_choice", options=", ".join(options))
            return options[0]
        return cast(T, self.value)

    def choices(self, options: Sequence[T]) -> tuple[T, ...]:
        """A list of distinct words out of a few."""
        return self._distinct([node.choice(options) for node in self.items(50)])

    def _distinct(self, values: list[T]) -> tuple[T, ...]:
        if len(set(values)) < len(values):
            self.wrong("repeated_item")
        return tuple(dict.fromkeys(values))

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.wrong("expected_flag")
        return self.value is True

    def integer(self, least: int, most: int) -> int:
        """A whole number in a range."""
        value = self.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.wrong("expected_integer", least=least, most=most)
            return least
        return value

    def share(self, least: Fraction = Fraction(0)) -> Fraction:
        """A percentage above ``least``, at most 100 %."""
        try:
            share = read_share(self.value if isinstance(self.value, str) else "")
        except ValueError:
            self.wrong("expected_share")
            return Fraction(1)
        if share <= least:
            self.wrong("expected_share")
        return share

    def amount(self, business_day: timedelta | None) -> Allowance:
        """A duration above zero, business days on the calendar that it is read for."""
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            self.wrong("missing_unit", value=str(self.value)[:40])
            return STAND_IN
        text = self.value if isinstance(self.value, str) else ""
        try:
            allowance = read_amount(text, business_day)
        except LookupError:
            self.wrong("no_business_day")
            return STAND_IN
        except ValueError:
            self.wrong(_amount_problem(text.strip()), value=text[:40])
            return STAND_IN
        if allowance.length <= timedelta(0):
            self.wrong("not_positive", value=text[:40])
            return STAND_IN
        return allowance

    def date(self) -> date:
        """A calendar date, ``YYYY-MM-DD``."""
        if type(self.value) is date:
            return self.value
        try:
            return read_date(self.value if isinstance(self.value, str) else "")
        except ValueError:
            self.wrong("expected_date")
            return date(2000, 1, 1)

    def localized(self) -> dict[str, str]:
        """A text by language, or one text for all languages."""
        if isinstance(self.value, str):
            return {"en": self.text()}
        return {lang: node.text() for lang, node in self.entries(20)}


def _amount_problem(text: str) -> str:
    if text.startswith("-"):
        return "not_positive"
    return "missing_unit" if text.isdecimal() else "expected_amount"


def read_date(text: str) -> date:
    """``YYYY-MM-DD`` and nothing else. ValueError otherwise."""
    if len(text) != 10 or not text.isascii() or text[4] != "-" or text[7] != "-":
        raise ValueError(text)
    return date.fromisoformat(text)
