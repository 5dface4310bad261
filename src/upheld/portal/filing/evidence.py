"""Questions about the fault: their answers are what the contract's criteria speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from upheld.desk.floors import FROM_TICKET, from_ticket
from upheld.i18n.words import has, say
from upheld.sla import EvidenceInvalid, Terms, declared, propose_severity
from upheld.sla.criteria.check import names_in, tree_of

PREFIX = "evidence-"
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that decides the severity; ``kind`` is boolean, integer, number or text."""

    name: str
    kind: str
    label: str
    answer: str

    @property
    def field(self) -> str:
        """The name of its input."""
        return PREFIX + self.name


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the criteria say about the answers: a level, or those that cannot be ruled out yet."""

    severity: str | None
    undetermined: tuple[str, ...]


def questions(terms: Terms, given: Mapping[str, str]) -> tuple[Question, ...]:
    """What the contract's criteria ask, in their order, with the answers so far."""
    names = declared(terms.evidence)
    asked: dict[str, None] = {}
    for level in terms.severities:
        if level.criteria:
            asked |= dict.fromkeys(names_in(tree_of(level.criteria)))
    return tuple(
        Question(name, names[name], _label(name), given.get(PREFIX + name, "")[:200])
        for name in asked
        if name not in FROM_TICKET
    )


def _label(name: str) -> str:
    return say("plain.ask", name) if has("plain.ask", name) else name.replace("_", " ")


def answers(terms: Terms, given: Mapping[str, str]) -> dict[str, object]:
    """The answers as typed values; an empty or unreadable one is missing evidence."""
    found = {question.name: _typed(question.kind, question.answer) for question in questions(terms, given)}
    answered = {name: value for name, value in found.items() if value is not None}
    return answered | from_ticket({name: given.get(name, "")[:40] for name in FROM_TICKET})


def _typed(kind: str, text: str) -> object:
    if kind == "boolean":
        return {YES: True, NO: False}.get(text)
    if kind == "text":
        return text or None
    try:
        number = float(text)
    except ValueError:
        return None
    if not -1e15 < number < 1e15:
        return None
    return int(number) if kind == "integer" or number.is_integer() else number


def proposal(terms: Terms, given: Mapping[str, str]) -> Proposed | None:
    """The severity that follows from the answers; ``None`` where nothing was answered."""
    evidence = answers(terms, given)
    if not any(name not in FROM_TICKET for name in evidence):
        return None
    try:
        found = propose_severity(terms, evidence)
    except EvidenceInvalid:
        return None
    return Proposed(found.severity, found.undetermined)
