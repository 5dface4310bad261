"""Terms, facts and an instant in; readings and refused facts out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sla.oracle import life, updates
from sla.oracle.contract import OBJECTIVES, Contract
from sla.oracle.minutes import Calendar
from sla.oracle.reading import Lens, read
from sla.oracle.story import Story
from sla.oracle.telling import tell
from sla.oracle.timeline import Dispute, in_force
from sla.oracle.units import instant

Reading = dict[str, Any]


class Verdict(NamedTuple):
    """What the reference says: readings in the public JSON form; refused facts with the reason in words."""

    readings: list[Reading]
    refused: list[tuple[dict[str, Any], str]]


def assess(terms: Mapping[str, Any], facts: Iterable[Mapping[str, Any]], as_of: datetime | str) -> Verdict:
    """Every clock of one ticket at an instant."""
    return assess_contract(Contract(terms), list(facts), instant(as_of))


def assess_contract(contract: Contract, facts: list[Mapping[str, Any]], now: int) -> Verdict:
    """The same for a contract that has been read, so that its table of minutes is used again."""
    story = tell(contract, facts, now)
    if story.filed_at is None:
        return Verdict([], story.refused)
    shown = _readings(contract, story, story.dispute, now)
    if story.dispute is not None:
        _mark_provisional(shown, _readings(contract, story, None, now))
    return Verdict(shown, story.refused)


def calendar_of(terms: Mapping[str, Any], name: str) -> Calendar:
    """One calendar of the terms."""
    return Contract(terms).calendars[name]


def _readings(contract: Contract, story: Story, dispute: Dispute | None, now: int) -> list[Reading]:
    assert story.filed_at is not None
    timeline = in_force(contract, story.vendor, dispute)
    excluded = any(claim.accepted and claim.scope == "ticket" for claim in story.claims.values())
    lens = Lens(contract, timeline, now, excluded)
    ever = {severity for _, severity in timeline.phases(story.filed_at, now)}
    return [
        reading
        for objective in OBJECTIVES
        if any(contract.promise(severity, objective) for severity in ever)
        for reading in _clocks(lens, story, objective)
    ]


def _clocks(lens: Lens, story: Story, objective: str) -> list[Reading]:
    if objective == "response":
        return [read(lens, life.response(lens.contract, story))]
    if objective == "update":
        return updates.readings(lens, story)
    born = life.restoration if objective == "restoration" else life.resolution
    return [read(lens, born(lens.contract, story, number + 1)) for number in range(len(story.cycles))]


def _mark_provisional(shown: list[Reading], withdrawn: list[Reading]) -> None:
    """Decided now, and decided otherwise (or not at all) if the dispute were withdrawn."""
    other = {(r["objective"], r["cycle"]): (r["outcome"], r["decided_at"]) for r in withdrawn}
    for reading in shown:
        same = other.get((reading["objective"], reading["cycle"])) == (reading["outcome"], reading["decided_at"])
        reading["provisional"] = reading["outcome"] is not None and not same
