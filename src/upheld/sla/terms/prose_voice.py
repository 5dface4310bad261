"""Phrases of a contract in words: names, amounts and lists in one language."""

from collections.abc import Iterable

from upheld.sla.terms.model import ROUND_THE_CLOCK, Terms
from upheld.sla.words import say, say_name
from upheld.sla.words.say_amount import closed_up, say_amount


class Voice:
    """The words of one contract in one language."""

    def __init__(self, terms: Terms, lang: str) -> None:
        self.terms, self.lang = terms, lang

    def say(self, code: str, **params: str | int) -> str:
        return closed_up(say(code, params, self.lang), self.lang)

    def amount(self, text: str) -> str:
        return say_amount(text, self.lang)

    def calendar(self, name: str) -> str:
        always = name == ROUND_THE_CLOCK or self.terms.calendar(name).always
        return self.say("round_the_clock") if always else self.named("calendar", name)

    def named(self, kind: str, name: str) -> str:
        return say_name(kind, name, self.lang)

    def joined(self, words: Iterable[str], by: str = "comma") -> str:
        return self.say(by).join(words)

    def either(self, words: Iterable[str], last: str = "or") -> str:
        """``one, another or the last``."""
        *first, final = tuple(words) or ("",)
        return self.joined([*([self.joined(first)] if first else []), final], last)

    def objectives(self, names: Iterable[str]) -> str:
        return self.joined(self.say(f"objective_{name}") for name in names)
