"""Refused facts, with the reason."""

from dataclasses import dataclass, field

from upheld.sla.clock.facts import Fact
from upheld.sla.errors import Params
from upheld.sla.words import say


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fact that was impossible at its point of the history; it changed nothing (semantics §4)."""

    fact: Fact
    code: str
    params: Params = field(default_factory=dict)

    def text(self, lang: str = "en") -> str:
        """Why, in the reader's language."""
        return say(self.code, self.params, lang)
