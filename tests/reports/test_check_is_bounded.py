"""One check takes a bounded number of steps, however small the archive that asks for more."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from factories.calendars import KNOWN, at_the_end_of_the_year, office
from factories.remembered import remembered
from factories.world import World, build
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_export import exported
from sla.making import make_terms, severity
from upheld.accounts.actor import SYSTEM
from upheld.contracts.limits import ENVIRONMENTS
from upheld.desk import acts as desk
from upheld.desk.entries import FACTS
from upheld.desk.models import Ticket
from upheld.ledger import leaf
from upheld.reports import archive, budget, differences, export, histories, packing
from upheld.reports import recompute as module
from upheld.reports.periods import read_period
from upheld.reports.recompute import CannotRecompute, recompute
from upheld.sla import Fact, Terms, assess
from upheld.sla.calendar.hours import LEAF
from upheld.sla.instant import DAY, micros


@pytest.fixture
@remembered
def honest(db: None) -> bytes:
    """Two tickets whose vendor answered once, and many update cycles were missed since."""
    world = build()
    for number in (world.file("P0"), world.file("P0")):
        desk.reply(ticket_id=number, body="Hello.", by=world.engineer, now=world.now)
    world.now += timedelta(days=3)
    return exported(world).getvalue()


def readings(members: Members) -> list[list[dict[str, object]]]:
    return [json.loads(line) for line in members["readings.jsonl"].splitlines()]


def refusal(data: bytes) -> str:
    with pytest.raises(CannotRecompute) as refused:
        recompute(io.BytesIO(data))
    return str(refused.value.params["reason"])


def test_no_more_readings_are_computed_than_a_line_states(honest: bytes) -> None:
    members = unpacked(honest)
    lines = readings(members)
    assert len(lines[0]) > 20
    shorter = b"".join(packing.line(line[:1]) for line in lines)
    data = packed(rehashed(members | {"readings.jsonl": shorter}), honest)
    assert "readings.jsonl:1: fewer readings than the ticket has: 1" in refusal(data)


def test_the_steps_of_all_tickets_are_counted_together(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = readings(unpacked(honest))
    facts = 2 * 2 * 2
    monkeypatch.setattr(budget, "BYTES_PER_STEP", 10**9)
    monkeypatch.setattr(budget, "STEPS_MIN", len(first) + len(second) + facts)
    assert recompute(io.BytesIO(honest)).differences == ()
    monkeypatch.setattr(budget, "STEPS_MIN", len(first) + len(second) + facts - 1)
    assert "too many for an archive of this size" in refusal(honest)
    monkeypatch.setattr(budget, "STEPS_MIN", len(first) + len(second) // 2)
    assert "too many for an archive of this size" in refusal(honest)
    with pytest.raises(CannotRecompute, match="too_large_to_check"):
        recompute(io.BytesIO(honest))


def test_the_readings_of_all_tickets_are_counted_together(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes much more memory than the few bytes by which a line claims it."""
    count = sum(map(len, readings(unpacked(honest))))
    monkeypatch.setattr(budget, "BYTES_PER_READING", 10**9)
    monkeypatch.setattr(budget, "READINGS_MIN", count)
    assert recompute(io.BytesIO(honest)).differences == ()
    monkeypatch.setattr(budget, "READINGS_MIN", count - 1)
    assert "further readings, too many for an archive of this size" in refusal(honest)


def test_a_line_beyond_the_bound_is_called_too_large(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """No honest export has such a line, but what is too large is not therefore a forgery."""
    monkeypatch.setattr(archive, "WHOLE_MOST", 100)
    monkeypatch.setattr(archive, "RATIO_MOST", 0)
    with pytest.raises(CannotRecompute, match="too_large_to_check"):
        recompute(io.BytesIO(honest))


def with_cycles(world: World, count: int) -> None:
    """An archive of a ticket with so many update cycles is checked, and its readings are longer than ``WHOLE_MOST``."""
    number = world.file("P0")
    desk.reply(ticket_id=number, body="Hello.", by=world.engineer, now=world.now)
    world.now += timedelta(hours=count)
    data = exported(world).getvalue()
    members = unpacked(data)
    assert len(members["readings.jsonl"]) > archive.WHOLE_MOST
    assert recompute(io.BytesIO(data)).differences == ()
    changed = members["readings.jsonl"].replace(b'"counted": 3600', b'"counted": 3601', 1)
    [difference] = recompute(io.BytesIO(packed(rehashed(members | {"readings.jsonl": changed}), data))).differences
    assert difference.where == f"readings.jsonl:1, byte {changed.index(b'3601') + 3}"


@pytest.mark.slow
def test_an_honest_ticket_of_very_many_cycles_is_checked(world: World) -> None:
    with_cycles(world, 26_000)


def test_bounds_grow_with_the_archive(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "WHOLE_MOST", 100_000)
    monkeypatch.setattr(differences, "PARSED_MOST", 200_000)
    monkeypatch.setattr(budget, "STEPS_MIN", 300)
    monkeypatch.setattr(budget, "READINGS_MIN", 0)
    with_cycles(world, 600)


@pytest.mark.parametrize(
    ("bound", "value"),
    [("UNPACKED_MOST", 1000), ("PACKED_MOST", 1000), ("VERSIONS_MAX", 0), ("STEPS_MIN", -100_000)],
)
def test_what_could_not_be_checked_is_not_exported(
    world: World, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    world.file("P0")
    world.wait(minutes=5)
    room = {"STEPS_MIN": budget, "PACKED_MOST": archive}.get(bound, export)
    monkeypatch.setattr(room, bound, value)
    with pytest.raises(export.CannotExport, match="export_too_large"):
        exported(world)


def test_calendars_that_could_not_be_compiled_are_not_exported(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for world in at_the_end_of_the_year(office(KNOWN)):
        world.file("P1")
        now = world.wait(minutes=5)
        january = {"organisation_id": world.acme.id, "period": read_period("2027-01"), "as_of": now, "actor": SYSTEM}
        export.write_export(io.BytesIO(), **january)
        monkeypatch.setattr(budget, "WINDOWS_MAX", 10)
        with pytest.raises(export.CannotExport, match="export_too_large"):
            export.write_export(io.BytesIO(), **january)


@pytest.mark.parametrize("member", ["readings.jsonl", "attainment.json"])
def test_a_small_archive_does_not_unpack_to_a_large_line(honest: bytes, member: str) -> None:
    members = unpacked(honest)
    padded = b" " * (archive.WHOLE_MOST * 2) + members[member]
    with pytest.raises(CannotRecompute, match="too_large_to_check") as refused:
        recompute(io.BytesIO(packed(rehashed(members | {member: padded}), honest)))
    assert member in str(refused.value.params["reason"])


def test_an_archive_has_steps_by_its_size() -> None:
    small, large = budget.Budget(1000), budget.Budget(10**8)
    assert (small.most, large.most) == (500_250, 25_500_000)


def steps_of(*kinds: str) -> int:
    """The steps of a thousand facts of each kind, under one edition."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    steps = budget.Budget(0)
    steps.spend_on_facts([Fact(at=at, type=kind) for kind in kinds for _ in range(1000)], 1)
    return budget.STEPS_MIN - steps.left


@pytest.mark.parametrize(
    ("kind", "others"), [*((kind, 2000) for kind in budget.COMPARED), *((kind, 1000) for kind in budget.SEVERITIES)]
)
def test_facts_are_counted_by_their_comparisons(kind: str, others: int) -> None:
    assert steps_of(kind, "customer_replied") == 2 * (2000 + 1000 * others // budget.COMPARISONS_PER_STEP)
    assert {own for own, _ in FACTS.values()} >= {*budget.COMPARED, *budget.SEVERITIES}


def test_changes_of_severity_are_not_compared_with_one_another() -> None:
    """So a ticket with thousands of them can be exported."""
    assert steps_of(*budget.SEVERITIES) == 2 * 2000
    at = datetime(2026, 3, 2, tzinfo=UTC)
    facts = [Fact(at=at, type="severity_changed", severity="P0") for _ in range(20_000)]
    budget.Budget(0).spend_on_facts(facts, 1)


def working_on(day: str) -> Terms:
    """Terms that promise an answer after a year of Mondays, or of another day: a window a week, 27 in half a year."""
    calendar = {"timezone": "UTC", "week": {day: ["09:00-17:00"]}}
    return make_terms(calendars={"weekly": calendar}, severities=[severity("P0", "weekly", response="400h")])


def answered_late(terms: Terms) -> None:
    filing = Fact(at=datetime(2026, 3, 2, tzinfo=UTC), type="ticket_filed", severity="P0")
    assert assess(terms, [filing], filing.at).readings[0].due_at is not None


def test_calendars_are_counted_as_they_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    steps, terms = budget.Budget(0), working_on("mon")
    budget.CompiledCalendars(steps).add(terms)
    assert steps.left == steps.most
    answered_late(terms)
    years = budget.STEPS_MIN - steps.left
    assert years >= 2 * budget.LEAF_STEPS + 2 * 27 // budget.WINDOWS_PER_STEP
    answered_late(terms)
    assert budget.STEPS_MIN - steps.left == years
    monkeypatch.setattr(budget, "STEPS_MIN", years - 1)
    terms = working_on("mon")
    budget.CompiledCalendars(budget.Budget(0)).add(terms)
    with pytest.raises(budget.TooLarge, match="too many for an archive of this size"):
        answered_late(terms)


def steps_of_a_year(week: list[str]) -> int:
    """The steps of compiling the hours of a year with the same windows every day."""
    calendar = {"timezone": "UTC", "week": {"mon-sun": week}}
    terms, steps = make_terms(calendars={"daily": calendar}), budget.Budget(0)
    budget.CompiledCalendars(steps).add(terms)
    start = micros(datetime(2026, 3, 2, tzinfo=UTC))
    terms.calendars["daily"].hours.counted(start, start + 365 * DAY)
    return steps.most - steps.left


def test_windows_within_the_tail_of_yesterday_are_counted() -> None:
    """Each costs time, though no open span of its own is left of it."""
    short = [f"0{minute // 60}:{minute % 60:02}-0{minute // 60}:{minute % 60 + 1:02}" for minute in range(0, 94, 2)]
    tail = ["11:58-11:57"]
    assert steps_of_a_year([*short, *tail]) - steps_of_a_year(tail) >= 365 * len(short) // budget.WINDOWS_PER_STEP


def test_half_years_that_share_their_spans_are_counted() -> None:
    """Each takes memory, though nothing is compiled for it."""
    terms, steps = working_on("mon"), budget.Budget(0)
    budget.CompiledCalendars(steps).add(terms)
    hours = terms.calendars["weekly"].hours
    hours.counted(micros(datetime(3000, 1, 1, tzinfo=UTC)), micros(datetime(3450, 1, 1, tzinfo=UTC)))
    before = steps.left
    hours.counted(micros(datetime(3450, 1, 1, tzinfo=UTC)), micros(datetime(3700, 1, 1, tzinfo=UTC)))
    assert before - steps.left >= 250 * 365 * DAY // LEAF


def test_calendars_of_versions_that_are_not_in_use_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "WINDOWS_MAX", 100)
    calendars, versions = budget.CompiledCalendars(budget.Budget(0)), [working_on(day) for day in ("mon", "tue", "wed")]
    for terms in versions:
        calendars.add(terms)
    for terms in (*versions, *versions):
        answered_late(terms)
        compiled = [other for other in versions if other.calendars["weekly"]._hours]
        assert compiled == [terms]


def test_one_version_has_no_more_windows_than_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "WINDOWS_MAX", 30)
    terms = working_on("mon")
    budget.CompiledCalendars(budget.Budget(0)).add(terms)
    with pytest.raises(budget.TooLarge, match="more than 30 windows"):
        answered_late(terms)


def test_the_windows_of_an_archive_are_counted(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the terms of a ticket no promise of which depends on hours, nothing is compiled."""
    monkeypatch.setattr(budget, "WINDOWS_MAX", -1)
    assert recompute(io.BytesIO(honest)).differences == ()


def test_the_terms_of_all_versions_are_counted_together(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "TERMS_MAX", 1000)
    monkeypatch.setattr(budget, "TERMS_RATIO_MOST", 0)
    assert "terms that are too long" in refusal(honest)


def test_many_differences_end_the_check(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    members = unpacked(honest)
    wrong = b"".join(packing.line([{**line[0], "state": "?"}, *line[1:]]) for line in readings(members))
    data = packed(rehashed(members | {"readings.jsonl": wrong}), honest)
    checked = recompute(io.BytesIO(data))
    assert (len(checked.differences), checked.complete) == (2, True)
    monkeypatch.setattr(module, "DIFFERENCES_MAX", 1)
    checked = recompute(io.BytesIO(data))
    assert (len(checked.differences), checked.tickets, checked.complete) == (1, 1, False)
    monkeypatch.setattr(module, "DIFFERENCES_MAX", 100)
    monkeypatch.setattr(module, "DIFFERING_MOST", 100)
    assert not recompute(io.BytesIO(data)).complete


def test_a_line_of_too_many_readings_is_refused_before_it_is_parsed(honest: bytes) -> None:
    members = unpacked(honest)
    lines = (b"[" + b",".join([b"{}"] * (budget.STEPS_MIN + 100_000)) + b"]\n") * 2
    assert "too many for an archive of this size" in refusal(
        packed(rehashed(members | {"readings.jsonl": lines}), honest)
    )


@pytest.mark.parametrize("count", [21, 10**9])
def test_a_request_has_no_more_items_than_the_desk_allows(world: World, count: int) -> None:
    number = world.file("P1")
    desk.request_information(ticket_id=number, body="Logs?", items=["log"], by=world.engineer, now=world.now)
    world.wait(minutes=5)
    archive = exported(world).getvalue()
    members = unpacked(archive)
    changed = members["leaves.jsonl"].replace(b'\\"count\\":1', f'\\"count\\":{count}'.encode())
    assert changed != members["leaves.jsonl"]
    assert "data.count" in refusal(packed(rehashed(members | {"leaves.jsonl": changed}), archive))


@pytest.mark.parametrize(
    ("name", "value"),
    [("environment", "staging"), ("region", "x" * 41), ("plan", "x" * 61), ("component", "x" * 61)],
)
def test_dimensions_have_the_bounds_of_the_desk(honest: bytes, name: str, value: str) -> None:
    members = unpacked(honest)
    line = json.loads(members["leaves.jsonl"].splitlines()[0])
    filing = json.loads(line["leaves"][0])
    filing["data"][name] = value
    line["leaves"][0] = leaf.encode(filing).decode()
    rest = members["leaves.jsonl"].splitlines(keepends=True)[1:]
    changed = members | {"leaves.jsonl": packing.line(line) + b"".join(rest)}
    assert f"data.{name}" in refusal(packed(rehashed(changed), honest))


def test_environments_are_those_of_tickets() -> None:
    assert list(ENVIRONMENTS) == Ticket.Environment.values


def test_a_check_ends_at_many_facts_that_an_unproven_edition_makes_impossible() -> None:
    """Each can take long to refuse; an earlier export can name an edition that its entries do not."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    changes = [Fact(at=at, type="severity_changed", severity=f"P{number % 2}", basis="impact") for number in range(400)]
    facts = [Fact(at=at, type="ticket_filed", severity="P0"), *changes]
    documents = [{"seq": number, "type": fact.type} for number, fact in enumerate(facts)]
    terms = {1: make_terms(), 2: make_terms(severities=[severity("P0", response="1h")])}
    few = 2 * histories.REFUSED_MOST
    histories.check_facts(documents[:few], [1] * few, facts[:few], terms, "leaves.jsonl:1")
    with pytest.raises(ValueError, match="impossible under the later edition"):
        histories.check_facts(documents, [1] * len(facts), facts, terms, "leaves.jsonl:1")
    with pytest.raises(ValueError, match=r"entry 2 \(severity_changed\)"):
        histories.check_facts(documents[:few], [1] * (few - 1) + [2], facts[:few], terms, "leaves.jsonl:1")
