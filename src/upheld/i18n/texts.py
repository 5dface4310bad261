"""A catalogue text, parsed once, with placeholders and plural forms."""

from __future__ import annotations

import string
from collections.abc import Mapping

_PARSE = string.Formatter().parse


class Text:
    """``{name}`` stands for a value, ``{count:one|many}`` chooses by number. Raises ValueError for anything else."""

    __slots__ = ("_parts", "names", "whole")

    def __init__(self, text: str) -> None:
        fields = [(before, name, choice or "", conversion) for before, name, choice, conversion in _PARSE(text)]
        for _, name, choice, conversion in fields:
            if name is not None and (not name.isidentifier() or conversion or (choice and "|" not in choice)):
                raise ValueError(f"a value is named plainly, or chosen by number: {text!r}")
        self._parts = tuple((before, name, choice) for before, name, choice, _ in fields)
        self.names = frozenset(name for _, name, _ in self._parts if name is not None)
        self.whole = None if self.names else "".join(before for before, _, _ in self._parts)

    def filled(self, values: Mapping[str, object]) -> str:
        """Fill in the values. Raises KeyError for a missing one."""
        if self.whole is not None:
            return self.whole
        return "".join([before + _formatted(name, choice, values) for before, name, choice in self._parts])


def _formatted(name: str | None, choice: str, values: Mapping[str, object]) -> str:
    if name is None:
        return ""
    value = values[name]
    if not choice:
        return str(value)
    singular, _, plural = choice.partition("|")
    return singular if value == 1 else plural
