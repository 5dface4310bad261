"""The questions about a fault whose answers the contract's criteria refer to."""

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
    """A question that decides the severity. ``kind`` is boolean, integer, number or text."""

    name: str
    kind: str
    label: str
    answer: str

    @property
    def field(self) -> str:
        """The name of the form field."""
        return PREFIX + self.name


@dataclass(frozen=True, slots=True)
class ProposedSeverity:
    """The severity that the criteria give for the answers, or the levels that cannot be ruled out yet."""

    severity: str | None
    undetermined: tuple[str, ...]


def questions(terms: Terms, form_data: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions of the contract's criteria, in their order, with the answers so far."""
    kinds = declared(terms.evidence)
    names: dict[str, None] = {}
    for level in terms.severities:
        if level.criteria:
            names |= dict.fromkeys(names_in(tree_of(level.criteria)))
    return tuple(
        Question(name, kinds[name], _label(name), form_data.get(PREFIX + name, "")[:200])
        for name in names
        if name not in FROM_TICKET
    )


def _label(name: str) -> str:
    return say("plain.ask", name) if has("plain.ask", name) else name.replace("_", " ")


def answers(terms: Terms, form_data: Mapping[str, str]) -> dict[str, object]:
    """Return the answers as typed values. Empty and invalid answers are left out."""
    values = {question.name: _typed(question.kind, question.answer) for question in questions(terms, form_data)}
    answered = {name: value for name, value in values.items() if value is not None}
    return answered | from_ticket({name: form_data.get(name, "")[:40] for name in FROM_TICKET})


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


def proposal(terms: Terms, form_data: Mapping[str, str]) -> ProposedSeverity | None:
    """Return the severity that follows from the answers, or ``None`` without answers."""
    evidence = answers(terms, form_data)
    if not any(name not in FROM_TICKET for name in evidence):
        return None
    try:
        result = propose_severity(terms, evidence)
    except EvidenceInvalid:
        return None
    return ProposedSeverity(result.severity, result.undetermined)
