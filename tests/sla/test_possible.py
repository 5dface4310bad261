"""What a desk may offer is what the life cycle would admit: `possible` against `refuse`, on random histories."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sla import histories
from upheld.sla import Fact, Terms, possible, read_fact, refuse
from upheld.sla.clock.life import LIFE_CYCLE

FIXED = {"severity": "P0", "kind": "reply", "items": ["log"], "reason": "withdrawn"}


def candidates(row: str, terms: Terms, facts: list[Fact], at: datetime) -> Iterator[Fact]:
    """Facts of this row, with every choice of the fields that decide whether it is admitted."""
    kind, _, basis = row.partition("/")
    choices = _choices(kind, terms, facts)
    for values in product(*choices.values()):
        plain = {"at": at, "type": kind, "basis": basis or None, **FIXED, **dict(zip(choices, values, strict=True))}
        yield read_fact({name: value for name, value in plain.items() if value is not None})


def _choices(kind: str, terms: Terms, facts: list[Fact]) -> dict[str, Iterable[Any]]:
    ids = {fact.id for fact in facts if fact.id is not None} | {"new"}
    if kind == "severity_disputed":
        return {"severity": [level.id for level in terms.severities]}
    if kind == "wait_voided":
        return {"requested_at": {fact.at for fact in facts}}
    if kind == "exclusion_claimed":
        return {"id": ["new"], "clause": [clause.id for clause in terms.exclusions]}
    if kind.startswith("exclusion"):
        return {"id": ids, "by": ["customer", "arbiter"]}
    return {"id": ids} if kind.startswith(("workaround", "resolution")) else {}


@given(st.data(), histories.terms(), st.integers(0, 10 * 24 * 60))
def test_possible_is_what_would_be_admitted(data: st.DataObject, terms: Terms, later: int) -> None:
    facts = data.draw(histories.histories())
    at = facts[-1].at + timedelta(minutes=later)
    admitted = {
        row
        for row in LIFE_CYCLE
        if any(refuse(terms, facts, candidate) is None for candidate in candidates(row, terms, facts, at))
    }
    assert possible(terms, facts, at) == admitted
