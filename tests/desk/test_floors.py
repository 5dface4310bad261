"""What was measured is a floor that the vendor cannot go under without a ruling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.accounts import browser
from factories.measuring import attempt, change, lift, measure, ruled, seen
from factories.terms import ALWAYS
from factories.world import START, World, build
from upheld.accounts.actor import SYSTEM
from upheld.contracts import queries as contract_queries
from upheld.contracts.operations import create_product
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.errors import BelowFloor, CannotAct
from upheld.desk.models import Ticket
from upheld.desk.queries import preview_severity
from upheld.ledger.models import Entry
from upheld.ledger.queries import entries_of
from upheld.operations.errors import NotAllowed

# P0: more than 5 minutes; P1: a share of the users. P2 has no criterion, so nothing measured makes it a floor.
TWO_CRITERIA = ALWAYS.replace(
    "name: {{en: High, zh: 高}}",
    "name: {{en: High, zh: 高}}\n    criteria: affected_percent >= 10 || probe == 'down'",
).replace("calendars:", "evidence: {{probe: text}}\ncalendars:", 1)


@pytest.fixture
def richer(db: None) -> Iterator[World]:
    """A world whose contract has two criteria and evidence of its own."""
    row_security.enter(None)
    contract_queries.forget()
    yield build(source=TWO_CRITERIA.format(version=1, start="2026-01-01", end=""))
    contract_queries.forget()


def test_the_vendor_cannot_go_below_and_is_told_what_was_measured(world: World) -> None:
    ticket = world.file("P0")
    measure(world, ticket, service_down_minutes=12)
    for basis in ("impact", "correction"):
        with pytest.raises(BelowFloor) as refused:
            change(world, ticket, "P1", basis)
        assert (refused.value.code, refused.value.field) == ("below_floor", "severity")
        assert refused.value.params["floor"] == "P0"
    assert "minutes of complete unavailability = 12" in refused.value.text("en")
    assert "完全不可用的分钟数 = 12" in refused.value.text("zh-hans")
    assert Ticket.objects.get(pk=ticket).severity == "P0"
    assert not Entry.objects.filter(type="severity.changed").exists()


def test_a_severity_without_a_criterion_is_never_a_floor(world: World) -> None:
    ticket = world.file("P0")
    measure(world, ticket, service_down_minutes=3, affected_percent=100)
    change(world, ticket, "P2")
    assert (seen(ticket, world).floor, Ticket.objects.get(pk=ticket).severity) == (None, "P2")


def test_the_customer_is_never_hindered(world: World) -> None:
    ticket = world.file("P2")
    measure(world, ticket, service_down_minutes=12)
    desk.raise_impact(
        ticket_id=ticket, severity="P1", reason="Worse.", by=world.acme.requester, now=world.wait(minutes=1)
    )
    assert Ticket.objects.get(pk=ticket).severity == "P1"
    assert seen(ticket, world).below_floor == ("P1", "P2")
    change(world, ticket, "P0")
    assert Ticket.objects.get(pk=ticket).severity == "P0"


def test_a_lower_measurement_does_not_end_a_floor_and_a_recorded_act_does(world: World) -> None:
    ticket = world.file("P0")
    measure(world, ticket, service_down_minutes=12)
    with pytest.raises(CannotAct, match="no_floor_to_lift"):
        lift(world, ticket)
    world.wait(minutes=1)
    measure(world, ticket, service_down_minutes=0)
    view = seen(ticket, world)
    assert (view.floor, view.floor_of_now, view.may_lift_floor) == ("P0", None, True)
    with pytest.raises(BelowFloor):
        change(world, ticket, "P1")
    for other in (world.acme.requester, world.arbiter):
        with pytest.raises(NotAllowed):
            desk.lift_floor(ticket_id=ticket, reason="No.", by=other, now=world.now)
    with pytest.raises(CannotAct, match="empty"):
        desk.lift_floor(ticket_id=ticket, reason=" ", by=world.engineer, now=world.now)
    lift(world, ticket)
    [entry] = entries_of([ticket], ["floor.lifted"])[ticket]
    assert entry.document["data"] == {"severity": "P0"}
    assert entry.document["actor"]["id"] == str(world.engineer.id)
    assert seen(ticket, world).floor is None
    with pytest.raises(CannotAct, match="no_floor_to_lift"):
        lift(world, ticket)
    change(world, ticket, "P1")
    for page in (f"/portal/tickets/{ticket}", f"/console/tickets/{ticket}"):
        reader = world.acme.requester if page.startswith("/portal") else world.engineer
        text = browser(reader).get(page).content.decode()
        assert "inimum severity" in text
        assert "The fault is over." in text


def test_the_page_says_that_a_floor_stands_and_how_it_ends(world: World) -> None:
    ticket = world.file("P0")
    measure(world, ticket, service_down_minutes=12)
    world.wait(minutes=1)
    measure(world, ticket, service_down_minutes=0)
    stands = "It comes from an earlier measurement (minutes of complete unavailability = 12)"
    lifting = f"/console/tickets/{ticket}/minimum-severity/lifting"
    page = browser(world.acme.requester).get(f"/portal/tickets/{ticket}").content.decode()
    assert stands in page
    assert lifting not in page
    client = browser(world.engineer)
    page = client.get(f"/console/tickets/{ticket}").content.decode()
    assert stands in page
    assert lifting in page
    assert "Earlier measurements no longer hold the severity up" in client.get(lifting).content.decode()
    assert client.post(lifting, {"reason": "Over."}).status_code == 302
    assert seen(ticket, world).floor is None


def test_the_newest_value_of_each_name_counts_once_a_floor_is_lifted_and_a_correction_reaches_back(
    richer: World,
) -> None:
    ticket = richer.file("P0")
    richer.wait(minutes=10)
    measure(richer, ticket, service_down_minutes=12, affected_percent=40)
    worst = richer.now
    richer.wait(minutes=10)
    measure(richer, ticket, service_down_minutes=0)
    better = max(measurement.at for measurement in seen(ticket, richer).measurements)
    assert seen(ticket, richer).floor == "P0"
    richer.wait(minutes=1)
    lift(richer, ticket)
    lifted = richer.now
    assert seen(ticket, richer).floor == "P1"  # the share of users still stands
    richer.wait(minutes=10)
    for since in (None, START, worst, better, lifted - timedelta(microseconds=1)):
        with pytest.raises(BelowFloor) as refused:
            change(richer, ticket, "P1", "correction", effective_from=since)
        assert refused.value.params["floor"] == "P0"
        assert "12" in refused.value.text("en")
    change(richer, ticket, "P1", "correction", effective_from=lifted + timedelta(seconds=1))
    with pytest.raises(BelowFloor):
        change(richer, ticket, "P2")
    measure(richer, ticket, affected_percent=1)
    lift(richer, ticket)
    change(richer, ticket, "P2")


def test_evidence_of_the_contracts_own_makes_a_floor(richer: World) -> None:
    ticket = richer.file("P1")
    measure(richer, ticket, probe="down")
    with pytest.raises(BelowFloor) as refused:
        change(richer, ticket, "P2")
    assert "probe = down" in refused.value.text("en")


def test_a_ruling_has_weighed_what_was_measured_before_it(world: World) -> None:
    ticket = world.file("P1")
    measure(world, ticket, service_down_minutes=12)
    desk.dispute_severity(ticket_id=ticket, severity="P0", reason="All.", by=world.acme.manager, now=world.now)
    world.wait(minutes=5)
    with pytest.raises(BelowFloor):
        change(world, ticket, "P2")
    desk.rule_severity(ticket_id=ticket, severity="P1", reason="A test line.", by=world.arbiter, now=world.now)
    view = seen(ticket, world)
    assert (view.floor, view.measurements, view.below_floor) == (None, (), ())
    world.wait(minutes=5)
    change(world, ticket, "P2")
    measure(world, ticket, service_down_minutes=12)  # the same value, yet measured anew: it is recorded and binds
    assert seen(ticket, world).floor == "P0"
    with pytest.raises(BelowFloor):
        change(world, ticket, "P1")
    change(world, ticket, "P0")


def test_an_uncovered_ticket_has_no_floor(world: World) -> None:
    other = create_product(slug="chat", name="Chat", components=[], by=SYSTEM, now=world.now)
    ticket = world.file("P0", product_id=other)
    measure(world, ticket, service_down_minutes=500)
    change(world, ticket, "P3")
    view = seen(ticket, world)
    assert (view.severity, view.floor, len(view.measurements)) == ("P3", None, 1)


def test_a_preview_says_it_before_it_is_tried(world: World) -> None:
    ticket = world.file("P0")
    measure(world, ticket, service_down_minutes=12)

    def below(severity: str, basis: str, by: object = world.engineer) -> str | None:
        now, changed = preview_severity(
            ticket_id=ticket,
            severity=severity,
            basis=basis,
            actor=by,  # type: ignore[arg-type]
            now=world.now,
        )
        assert now.below is None
        return changed.below and changed.below.severity

    assert below("P1", "impact") == "P0"
    world.wait(minutes=1)
    measure(world, ticket, service_down_minutes=0)
    lift(world, ticket)
    assert (below("P1", "impact"), below("P1", "correction"), below("P0", "impact")) == (None, "P0", None)
    assert below("P1", "correction", world.acme.requester) is None


STEP = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "service_down_minutes": st.sampled_from([0, 3, 5, 5.5, 6, 12]),
            "affected_percent": st.sampled_from([0, 9.9, 10, 40]),
            "probe": st.sampled_from(["up", "down"]),
        },
    ).filter(bool),
    st.just("ruling"),
    st.just("lifting"),
)


def floor_of(history: list[object]) -> int:
    """The floor as a reader of the contract finds it: 0 is P0, 2 is none."""
    known: dict[str, object] = {}
    for step in history:
        if step != "lifting":
            known = {} if step == "ruling" else {**known, **step}  # type: ignore[dict-item]
    if float(known.get("service_down_minutes", 0)) > 5:  # type: ignore[arg-type]
        return 0
    return 1 if float(known.get("affected_percent", 0)) >= 10 or known.get("probe") == "down" else 2  # type: ignore[arg-type]


def stands(history: list[object]) -> int:
    """The floor that stands after these steps: the highest since it was lifted last."""
    start = max((at + 1 for at, step in enumerate(history) if step == "lifting"), default=0)
    return min(floor_of(history[:count]) for count in range(start, len(history) + 1))


@given(
    history=st.lists(STEP, max_size=6),
    level=st.integers(0, 2),
    basis=st.sampled_from(["impact", "correction"]),
    back=st.integers(0, 6),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_level_from_the_floor_up_is_allowed_and_every_lower_one_refused(
    richer: World, history: list[object], level: int, basis: str, back: int
) -> None:
    world = richer
    world.now += timedelta(minutes=1)  # no two acts of an account are recorded at one instant
    # Filed at the level itself, so that the change is no change to the clocks and only the floor can refuse it.
    ticket = world.file(f"P{level}")
    start = world.now
    for step in history:
        world.now += timedelta(minutes=1)
        if step == "ruling":
            ruled(world, ticket, f"P{level}")
        elif step == "lifting":
            with suppress(CannotAct):
                lift(world, ticket)
        else:
            measure(world, ticket, **step)  # type: ignore[arg-type]
    world.now += timedelta(minutes=1)
    newest = max((at for at, step in enumerate(history) if step == "ruling"), default=-1)
    bound = history[newest + 1 :]
    standing = [stands(bound[:count]) for count in range(len(bound) + 1)]
    back = min(back, len(history) + 1)  # a correction reaches back, never ahead
    if basis == "impact":
        standing, since = standing[-1:], None
    else:
        # A moment lasts until the next step, which comes at the minute of its place in the history.
        ends = [newest + 1 + count + 1 for count in range(len(bound))]
        since = start + timedelta(minutes=back)
        standing = [one for one, end in zip(standing, [*ends, 99], strict=True) if end > back]
    expected = min(standing)
    outcome = attempt(world, ticket, f"P{level}", basis, since)
    assert outcome == ("below_floor" if level > expected else "allowed")
