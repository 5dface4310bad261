"""Errors of the core: codes with parameters, without sentences.

The sentence is made at the last moment, in the reader's language, from the catalogues in ``upheld.sla.words``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from upheld.sla.words import say

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the path of the key, a code, and what would be right."""

    path: str
    code: str
    params: Params = field(default_factory=dict)

    def text(self, lang: str = "en") -> str:
        """The message, without the path."""
        return say(self.code, self.params, lang)


class Unreadable(ValueError):
    """Something that was handed in cannot be read. Carries every problem found, not only the first."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(f"{problem.path}: {problem.text()}" for problem in problems))


class TermsInvalid(Unreadable):
    """The document is no valid contract (semantics §3)."""


class FactInvalid(Unreadable):
    """The line is no fact at all: not a mapping, no instant, or a value of the wrong kind (semantics §4)."""


class EvidenceInvalid(Unreadable):
    """Evidence that is not declared, or of a wrong type (semantics §3)."""


class CannotAssess(ValueError):
    """The history would need more readings than the core is willing to list."""

    def __init__(self, code: str, params: Params) -> None:
        self.code, self.params = code, params
        super().__init__(say(code, params, "en"))
