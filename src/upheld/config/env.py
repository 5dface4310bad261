"""Reads settings from environment variables and reports all wrong ones together.

Every option is declared as data (`upheld.config.options`), so that the reference can be generated
from the same table that is obeyed. A wrong value never falls back to a default: all problems are
collected and raised together, each naming its variable and what would be right.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "UPHELD_"


class WrongSettings(Exception):
    """One or more environment variables cannot be used. ``problems`` has a line for each."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("wrong settings:\n" + "\n".join(f"  {problem}" for problem in problems))


@dataclass(frozen=True)
class Kind:
    """The type of an option. ``parse`` converts the text or raises ValueError; ``right`` describes valid values."""

    name: str
    right: str
    parse: Callable[[str], Any]


@dataclass(frozen=True)
class Option:
    """One environment variable. ``default`` is text, as the variable would hold it; None: no value."""

    name: str
    kind: Kind
    default: str | None
    meaning: str
    secret: bool = False

    @property
    def key(self) -> str:
        return self.name.removeprefix(PREFIX).lower()


def read(options: Iterable[Option], environ: Mapping[str, str], *, problems: Iterable[str] = ()) -> dict[str, Any]:
    """The value of every option by its key.

    An empty variable counts as absent. Raises WrongSettings with ``problems`` and every further one found.
    """
    values: dict[str, Any] = {}
    problems = list(problems)
    for option in options:
        text = environ.get(option.name, "").strip() or option.default
        try:
            values[option.key] = None if text is None else option.kind.parse(text)
        except ValueError as error:
            problems.append(_problem(option, text or "", error))
    if problems:
        raise WrongSettings(problems)
    return values


def _problem(option: Option, text: str, error: ValueError) -> str:
    value = "the value given" if option.secret else f"“{text}”"
    detail = f" ({error})" if str(error) else ""
    return f"{option.name}: {value} cannot be used{detail}; expected {option.kind.right}"


def unknown(options: Iterable[Option], environ: Mapping[str, str]) -> list[str]:
    """A problem for each variable that has our prefix and is no setting, with the nearest name."""
    names = {option.name for option in options}
    strangers = sorted(name for name in environ if name.startswith(PREFIX) and name not in names)
    return [_stranger(name, names) for name in strangers]


def _stranger(name: str, names: set[str]) -> str:
    matches = difflib.get_close_matches(
        name.removeprefix(PREFIX), [candidate.removeprefix(PREFIX) for candidate in names], n=1
    )
    hint = f"did you mean {PREFIX}{matches[0]}?" if matches else "remove it, or see upheld check --settings"
    return f"{name}: no such setting; {hint}"
