"""Validation of input. Errors name the field and the allowed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from upheld.desk.errors import CannotAct, EvidenceMissing, WrongEvidence
from upheld.desk.limits import BODY_MAX, EVIDENCE_MAX, ITEM_MAX, ITEMS_MAX, REASON_MAX, SHORT_MAX, TAGS_MAX
from upheld.desk.models import Cancellation, Dispute, ExclusionClaim, Ticket, Wait
from upheld.markup.plain_text import is_visible
from upheld.sla import EvidenceInvalid, Problem, Terms, check_evidence, declared
from upheld.sla.terms.model import Exclusion

CASES_MAX = 100
"""The most disputes of a ticket; likewise claims, proposals to end it, and requests for information."""


def text(value: str, *, field: str, most: int = BODY_MAX, least: int = 1) -> str:
    """Validates a text: trimmed, no NUL, ``least`` to ``most`` characters. Raises ``CannotAct``.

    A text that may not be empty has something that readers see.
    """
    if "\x00" in value:
        raise CannotAct("no_nul", field=field)
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise CannotAct("not_unicode", field=field) from error
    trimmed = value.strip()
    if len(trimmed) < least or (least and not is_visible(trimmed)):
        raise CannotAct("empty", field=field)
    if len(trimmed) > most:
        raise CannotAct("too_long", field=field, most=most, found=len(trimmed))
    return trimmed


def reason(value: str, *, field: str = "reason") -> str:
    """Validates a reason, which must not be empty."""
    return text(value, field=field, most=REASON_MAX)


def optional(value: str, *, field: str, most: int = SHORT_MAX) -> str:
    """Validates a short text, which may be empty; one of which nothing is seen is."""
    short_text = text(value, field=field, most=most, least=0)
    return short_text if is_visible(short_text) else ""


def evidence(values: Mapping[str, object], terms: Terms) -> dict[str, object]:
    """Validates evidence against the contract's declarations (semantics §3), and that its texts are short.

    Raises ``CannotAct`` or ``WrongEvidence``.
    """
    if len(values) > EVIDENCE_MAX:
        raise CannotAct("too_many", field="evidence", most=EVIDENCE_MAX)
    try:
        check_evidence(declared(terms.evidence), values)
    except EvidenceInvalid as error:
        raise WrongEvidence(error.problems) from error
    for value in values.values():
        if isinstance(value, str):
            text(value, field="evidence", most=ITEM_MAX, least=0)
    return dict(values)


def claim_fields(values: Mapping[str, object], clause: Exclusion, terms: Terms) -> dict[str, object]:
    """Validates the evidence of a claim: exactly what the exclusion clause names, of the declared types.

    A name without a declared type is a text. Raises ``CannotAct`` or ``WrongEvidence``.
    """
    present = {name: value for name, value in values.items() if value not in (None, "")}
    missing = [name for name in clause.evidence if name not in present]
    if missing:
        raise EvidenceMissing(missing)
    kinds = declared(terms.evidence)
    try:
        check_evidence({name: kinds.get(name, "text") for name in clause.evidence}, present)
    except EvidenceInvalid as error:
        raise WrongEvidence(error.problems, field=f"fields.{error.problems[0].path}") from error
    return {
        name: text(value, field=f"fields.{name}", most=REASON_MAX) if isinstance(value, str) else value
        for name, value in present.items()
    }


def measurement(values: Mapping[str, object], terms: Terms) -> dict[str, object]:
    """Validates measured evidence: at least one value, and no missing values."""
    if not values:
        raise CannotAct("nothing_measured", field="evidence")
    missing = [Problem(str(name)[:80], "wrong_evidence", {}) for name, value in values.items() if value is None]
    if missing:
        raise WrongEvidence(missing)
    return evidence(values, terms)


def tags(values: Sequence[str]) -> list[str]:
    """Validates at most 20 tags of at most 40 characters; returns them in lower case without duplicates, in order."""
    if len(values) > TAGS_MAX:
        raise CannotAct("too_many", field="tags", most=TAGS_MAX)
    return list(dict.fromkeys(text(value, field="tags", most=SHORT_MAX).lower() for value in values))


def items(values: Sequence[str]) -> list[str]:
    """Validates the items that are requested from the customer: 1 to 20, each on one line."""
    filled = [" ".join(value.split()) for value in values if value.strip()]
    if not filled:
        raise CannotAct("no_items", field="items")
    if len(filled) > ITEMS_MAX:
        raise CannotAct("too_many", field="items", most=ITEMS_MAX)
    return [text(item, field="items", most=ITEM_MAX) for item in filled]


def room(kind: type[Dispute | ExclusionClaim | Cancellation | Wait], ticket: Ticket) -> None:
    """Validates that a ticket takes one more of these cases. Raises ``CannotAct``."""
    if kind.objects.filter(ticket=ticket).count() >= CASES_MAX:
        raise CannotAct("too_many_cases", most=CASES_MAX)


def choice(value: str, *, field: str, among: Sequence[str]) -> str:
    """Validates that a value is one of ``among``."""
    if value not in among:
        raise CannotAct("not_among", field=field, among=", ".join(among))
    return value


def level(value: str, terms: Terms) -> str:
    """Validates a severity of the contract."""
    return choice(value, field="severity", among=[severity.id for severity in terms.severities])
