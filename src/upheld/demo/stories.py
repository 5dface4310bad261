"""The life of a ticket as a story: a generator that acts, then yields the instant of its next act.

The vendor's delay is drawn as a share of the target, so that most promises are met and some are missed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from upheld.accounts.actor import SYSTEM, Actor
from upheld.clocks.models import Clock
from upheld.demo import topics
from upheld.demo.cast import Customer
from upheld.demo.topic import Topic
from upheld.desk import acts as desk
from upheld.desk.models import Delivery, Dispute, Ticket

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
Story = Callable[["Scene", datetime], Iterator[datetime]]
Part = Generator[datetime, None, datetime]
PLATFORMS = ("Android", "iOS", "Web", "Windows", "Flutter")
VERSIONS = ("4.5.0", "4.6.1", "4.6.2", "5.1.0", "3.9.1")
MAX_UPDATES = 8
FORGET_CHANCE = 0.12
"""The chance, at each update, that no further updates are sent."""


@dataclass(slots=True)
class Scene:
    """A ticket of the demo: its people, its topic and the source of randomness."""

    customer: Customer
    organisation_id: int
    topic: Topic
    product_id: int
    people: Mapping[str, Actor]
    groups: Mapping[str, int]
    engineer: Actor
    expert: Actor
    dice: random.Random
    language: str
    ticket_id: int = 0

    @property
    def requester(self) -> Actor:
        return self.people[self.customer.people[0][0]]

    @property
    def lead(self) -> Actor:
        return self.people[self.customer.people[1][0]]

    def text(self, words: Mapping[str, str]) -> str:
        return words[self.language]

    def file(self, now: datetime) -> None:
        new = desk.NewTicket(
            subject=self.text(self.topic.subject),
            body=self.text(self.topic.body),
            severity=self.topic.severity,
            product_id=self.product_id,
            component=self.topic.component,
            platform=self.dice.choice(PLATFORMS),
            sdk_version=self.dice.choice(VERSIONS),
            region=self.customer.region,
            environment="production",
            tags=[self.topic.component],
            evidence=self.topic.evidence,
        )
        self.ticket_id = desk.file_ticket(organisation_id=self.organisation_id, ticket=new, by=self.requester, now=now)

    def assign(self, now: datetime, *, expert: bool = False) -> None:
        line = "expert" if expert else "first"
        who = self.expert if expert else self.engineer
        desk.assign(ticket_id=self.ticket_id, group_id=self.groups[line], assignee_id=who.id, by=self.engineer, now=now)

    def soon(self, now: datetime, objective: str, *, late: float = 0.05) -> datetime:
        """Return when the vendor meets an objective: before the deadline, or after it with probability ``late``."""
        clocks = Clock.objects.filter(ticket_id=self.ticket_id, objective=objective, due_at__isnull=False)
        clock = clocks.order_by("-cycle").first()
        if clock is None or clock.due_at is None:
            return now + self.dice.uniform(0.2, 6) * HOUR
        if self.dice.random() < late:
            return max(clock.due_at, now) + self.dice.uniform(4, 90) * MINUTE
        return max(now + (clock.due_at - now) * self.dice.uniform(0.15, 0.85), now + MINUTE)

    def pause(self, least: timedelta, most: timedelta) -> timedelta:
        return least + (most - least) * self.dice.random()


def question(scene: Scene, now: datetime) -> Iterator[datetime]:
    """A question that is answered, and accepted by hand or automatically."""
    scene.file(now)
    now = yield from _reach(scene.soon(now, "response"))
    scene.assign(now)
    desk.provide_resolution(ticket_id=scene.ticket_id, body=scene.text(scene.topic.fix), by=scene.engineer, now=now)
    now = yield from _reach(now + scene.pause(HOUR, 2 * DAY))
    if scene.dice.random() < 0.6:
        _accept(scene, now)


def fault(scene: Scene, now: datetime) -> Iterator[datetime]:
    """A fault: request for information, workaround, resolution, acceptance."""
    now = yield from _begin(scene, now)
    if scene.dice.random() < 0.6:
        now = yield from _ask(scene, now)
    now = yield from _updates(scene, now, most=2)
    now = yield from _restore(scene, now)
    now = yield from _fix(scene, now)


def outage(scene: Scene, now: datetime) -> Iterator[datetime]:
    """An outage: experts from the start, hourly updates, workaround, resolution."""
    now = yield from _begin(scene, now, late=0.05)
    _measure(scene, now)
    scene.assign(now, expert=True)
    now = yield from _updates(scene, now, most=4)
    now = yield from _restore(scene, now, late=0.15)
    now = yield from _fix(scene, now)


def contested(scene: Scene, now: datetime) -> Iterator[datetime]:
    """The vendor lowers the severity, the customer contests it, the arbiter rules."""
    now = yield from _begin(scene, now)
    lower = _next_lower_severity(scene)
    if lower:
        now = yield from _reach(now + scene.pause(5 * MINUTE, HOUR))
        reason = scene.text(topics.LOWER)
        desk.change_severity(
            ticket_id=scene.ticket_id, severity=lower, basis="correction", reason=reason, by=scene.engineer, now=now
        )
        now = yield from _reach(now + scene.pause(10 * MINUTE, 2 * HOUR))
        desk.dispute_severity(
            ticket_id=scene.ticket_id,
            severity=scene.topic.severity,
            reason=scene.text(topics.DISPUTE),
            by=scene.lead,
            now=now,
        )
        now = yield from _reach(now + scene.pause(HOUR, 4 * HOUR))
        _rule(scene, lower, now)
    now = yield from _restore(scene, now)
    now = yield from _fix(scene, now)


def excluded(scene: Scene, now: datetime) -> Iterator[datetime]:
    """The vendor claims an exclusion with evidence; the customer accepts or contests it."""
    from upheld.desk.terms import terms_for

    now = yield from _begin(scene, now)
    clauses = list(terms_for(Ticket.objects.get(pk=scene.ticket_id)).exclusions)
    if clauses:
        now = yield from _reach(now + scene.pause(HOUR, 3 * HOUR))
        clause = scene.dice.choice(clauses)
        claim = desk.claim_exclusion(
            ticket_id=scene.ticket_id,
            clause=clause.id,
            fields={name: topics.PROOFS.get(name, scene.text(topics.CLAIM)) for name in clause.evidence},
            evidence=scene.text(topics.CLAIM),
            from_at=now - HOUR,
            to_at=now + 2 * HOUR,
            by=scene.engineer,
            now=now,
        )
        now = yield from _reach(now + scene.pause(HOUR, DAY))
        accepted = scene.dice.random() < 0.5
        reason = scene.text(topics.THANKS if accepted else topics.NOT_YET)
        desk.decide_exclusion(
            ticket_id=scene.ticket_id, claim_id=claim, accepted=accepted, reason=reason, by=scene.lead, now=now
        )
    now = yield from _restore(scene, now)
    now = yield from _fix(scene, now)


def stubborn(scene: Scene, now: datetime) -> Iterator[datetime]:
    """The first workaround is rejected, and the ticket is reopened once after the resolution."""
    now = yield from _begin(scene, now)
    now = yield from _reach(scene.soon(now, "restoration"))
    _workaround(scene, now)
    now = yield from _reach(now + scene.pause(HOUR, 5 * HOUR))
    _reject(scene, now)
    now = yield from _restore(scene, now, late=0.4)
    now = yield from _fix(scene, now)
    if _state(scene) == Ticket.State.RESOLVED:
        now = yield from _reach(now + scene.pause(6 * HOUR, DAY))
        if _reopen(scene, now):
            now = yield from _fix(scene, now, late=0.3)


def unanswered(scene: Scene, now: datetime) -> Iterator[datetime]:
    """A ticket without a response, whose deadline is near or has passed."""
    scene.file(now)
    yield from ()


def withdrawn(scene: Scene, now: datetime) -> Iterator[datetime]:
    """The customer finds the cause on their side and withdraws the ticket."""
    now = yield from _begin(scene, now)
    now = yield from _reach(now + scene.pause(HOUR, 8 * HOUR))
    desk.withdraw_ticket(ticket_id=scene.ticket_id, by=scene.requester, now=now)


def _reach(until: datetime) -> Part:
    """Wait until an instant and return it."""
    yield until
    return until


def _begin(scene: Scene, now: datetime, *, late: float = 0.05) -> Part:
    scene.file(now)
    now = yield from _reach(scene.soon(now, "response", late=late))
    scene.assign(now)
    desk.reply(ticket_id=scene.ticket_id, body=scene.text(topics.FIRST_REPLY), by=scene.engineer, now=now)
    if scene.dice.random() < 0.3:
        desk.add_note(ticket_id=scene.ticket_id, body=scene.text(topics.NOTE), by=scene.engineer, now=now)
    return now


def _ask(scene: Scene, now: datetime) -> Part:
    now = yield from _reach(now + scene.pause(5 * MINUTE, HOUR))
    desk.request_information(
        ticket_id=scene.ticket_id,
        body=scene.text(scene.topic.ask),
        items=scene.topic.items[scene.language],
        by=scene.engineer,
        now=now,
    )
    now = yield from _reach(now + scene.pause(20 * MINUTE, 20 * HOUR))
    desk.reply(ticket_id=scene.ticket_id, body=scene.text(topics.PROVIDED), by=scene.requester, now=now)
    return now


def _updates(scene: Scene, now: datetime, *, most: int) -> Part:
    for _ in range(scene.dice.randint(0, most)):
        now = yield from _reach(scene.soon(now, "update", late=0.06))
        desk.reply(ticket_id=scene.ticket_id, body=scene.text(topics.UPDATE), by=scene.engineer, now=now)
    return now


def _restore(scene: Scene, now: datetime, *, late: float = 0.1) -> Part:
    now = yield from _send_updates_until(scene, now, scene.soon(now, "restoration", late=late))
    _workaround(scene, now)
    now = yield from _send_updates_until(scene, now, now + scene.pause(10 * MINUTE, 6 * HOUR))
    _accept(scene, now)
    return now


def _send_updates_until(scene: Scene, now: datetime, until: datetime) -> Part:
    """Wait until an instant, and send the updates that are due before it, mostly on time."""
    for _ in range(MAX_UPDATES):
        due = _update_due(scene)
        if due is None or not now < due < until or scene.dice.random() < FORGET_CHANCE:
            break
        now = yield from _reach(now + (due - now) * scene.dice.uniform(0.5, 0.97))
        desk.reply(ticket_id=scene.ticket_id, body=scene.text(topics.UPDATE), by=scene.engineer, now=now)
    return (yield from _reach(until))


def _update_due(scene: Scene) -> datetime | None:
    running = Clock.objects.filter(ticket_id=scene.ticket_id, objective="update", stopped_at=None)
    return running.order_by("-cycle").values_list("due_at", flat=True).first()


def _fix(scene: Scene, now: datetime, *, late: float = 0.1) -> Part:
    now = yield from _reach(scene.soon(now, "resolution", late=late))
    desk.provide_resolution(ticket_id=scene.ticket_id, body=scene.text(scene.topic.fix), by=scene.expert, now=now)
    now = yield from _reach(now + scene.pause(HOUR, 2 * DAY))
    if scene.dice.random() < 0.7:
        _accept(scene, now)
    return now


def _measure(scene: Scene, now: datetime) -> None:
    """Record a measurement by monitoring."""
    source, values = f"prometheus {scene.customer.region}-1", {"service_down_minutes": 12}
    desk.record_measurement(ticket_id=scene.ticket_id, evidence=values, source=source, by=SYSTEM, now=now)


def _workaround(scene: Scene, now: datetime) -> None:
    desk.provide_workaround(
        ticket_id=scene.ticket_id, body=scene.text(scene.topic.workaround), by=scene.engineer, now=now
    )


def _undecided(scene: Scene) -> int | None:
    rows = Delivery.objects.filter(ticket_id=scene.ticket_id, state=Delivery.State.UNDECIDED)
    return rows.order_by("-pk").values_list("pk", flat=True).first()


def _accept(scene: Scene, now: datetime) -> None:
    delivery = _undecided(scene)
    if delivery is not None:
        desk.accept_delivery(ticket_id=scene.ticket_id, delivery_id=delivery, by=scene.requester, now=now)


def _reject(scene: Scene, now: datetime) -> None:
    delivery = _undecided(scene)
    if delivery is not None:
        reason = scene.text(topics.NOT_YET)
        desk.reject_delivery(
            ticket_id=scene.ticket_id, delivery_id=delivery, reason=reason, by=scene.requester, now=now
        )


def _rule(scene: Scene, lower: str, now: datetime) -> None:
    if not Dispute.objects.filter(ticket_id=scene.ticket_id, state=Dispute.State.OPEN).exists():
        return
    customer_wins = scene.dice.random() < 0.6
    desk.rule_severity(
        ticket_id=scene.ticket_id,
        severity=scene.topic.severity if customer_wins else lower,
        reason=scene.text(topics.RULING if customer_wins else topics.RULING_VENDOR),
        by=scene.people["arbiter"],
        now=now,
    )


def _reopen(scene: Scene, now: datetime) -> bool:
    from upheld.desk.errors import IllegalFact

    try:
        desk.reopen(ticket_id=scene.ticket_id, reason=scene.text(topics.REOPENED), by=scene.requester, now=now)
    except IllegalFact:
        return False
    return True


def _next_lower_severity(scene: Scene) -> str:
    order = ["P0", "P1", "P2", "P3"]
    position = order.index(scene.topic.severity)
    return order[position + 1] if position + 1 < len(order) else ""


def _state(scene: Scene) -> str:
    return Ticket.objects.values_list("state", flat=True).get(pk=scene.ticket_id)


BY_SEVERITY: Mapping[str, tuple[tuple[Story, int], ...]] = {
    "P0": ((outage, 6), (contested, 2)),
    "P1": ((fault, 6), (contested, 2), (excluded, 1), (stubborn, 2)),
    "P2": ((fault, 6), (excluded, 1), (stubborn, 1), (withdrawn, 1)),
    "P3": ((question, 8), (withdrawn, 1)),
}
