"""Runs the stories in the order of their instants, and advances the clocks in between."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from upheld.accounts.actor import Actor
from upheld.clocks.operations import advance_due, next_transition_at
from upheld.demo.cast import CUSTOMERS, STAFF, Customer
from upheld.demo.months import closings
from upheld.demo.stories import BY_SEVERITY, Scene, unanswered
from upheld.demo.topic import Topic
from upheld.demo.topics import TOPICS

Progress = Callable[[int, int], None]
SEVERITY_WEIGHT = {"P0": 1, "P1": 3, "P2": 5, "P3": 5}
CUSTOMER_WEIGHT = {"enterprise": 4, "standard": 3, "typical": 2}
LAST_HOURS = timedelta(hours=30)
TURN = timedelta(minutes=1)
UNANSWERED = 0.3


def play(
    *,
    organisation_ids: Mapping[str, int],
    products: Mapping[str, int],
    groups: Mapping[str, int],
    people: Mapping[str, Actor],
    tickets: int,
    days: int,
    until: datetime,
    dice: random.Random,
    progress: Progress,
) -> None:
    """Run all stories up to ``until``. ``organisation_ids`` has the organisation of each customer key."""
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    order = count()
    used_topics: list[Topic] = []
    for at in _filings(tickets, days, until, dice):
        scene = _scene(organisation_ids, products, groups, people, dice, used_topics)
        at = _plausible(at, scene, until, dice)
        heapq.heappush(waiting, (at, next(order), _start(scene, at, dice, fresh=until - at < LAST_HOURS)))
    turns, first = 0, waiting[0][0]
    for at, closing in closings(first=first, until=until, organisation_ids=organisation_ids, people=people):
        heapq.heappush(waiting, (at, next(order), closing))
    while waiting:
        at, _, story = heapq.heappop(waiting)
        if at > until:
            continue
        pass_time(at)
        then = next(story, None)
        if then is not None:
            heapq.heappush(waiting, (max(then, at), next(order), story))
        turns += 1
        if turns % 20 == 0:
            progress(int((at - first) / (until - first) * 100), 100)
    pass_time(until)


def _start(scene: Scene, at: datetime, dice: random.Random, *, fresh: bool) -> Iterator[datetime]:
    stories = BY_SEVERITY[scene.topic.severity]
    if fresh and dice.random() < UNANSWERED:
        yield from unanswered(scene, at)
        return
    story = dice.choices([story for story, _ in stories], [weight for _, weight in stories])[0]
    yield from story(scene, at)


def pass_time(until: datetime) -> None:
    """Advance the clocks up to an instant, minute by minute, as a worker would."""
    while (at := next_transition_at()) is not None and at <= until:
        advance_due(now=min(at + TURN, until))


def _filings(tickets: int, days: int, until: datetime, dice: random.Random) -> list[datetime]:
    """Return filing times, spread over the days, with enough in the last hours that some tickets are open."""
    fresh = max(1, tickets // 8)
    span = timedelta(days=days)
    old = [until - span + span * dice.random() for _ in range(tickets - fresh)]
    return sorted([*old, *(until - LAST_HOURS * dice.random() ** 2 for _ in range(fresh))])


def _plausible(at: datetime, scene: Scene, until: datetime, dice: random.Random) -> datetime:
    """Move the time into the customer's waking hours, except for outages and recent tickets."""
    if scene.topic.severity == "P0" or until - at < LAST_HOURS:
        return at
    local = at.astimezone(ZoneInfo(scene.customer.zone))
    awake = datetime.combine(local.date(), time(9), local.tzinfo) + timedelta(hours=11) * dice.random()
    return min(awake.astimezone(at.tzinfo), until - timedelta(minutes=5))


def _scene(
    organisation_ids: Mapping[str, int],
    products: Mapping[str, int],
    groups: Mapping[str, int],
    people: Mapping[str, Actor],
    dice: random.Random,
    used_topics: list[Topic],
) -> Scene:
    customer = dice.choices(CUSTOMERS, [CUSTOMER_WEIGHT[customer.plan] for customer in CUSTOMERS])[0]
    topic = _topic(customer, dice, used_topics)
    staff = [member.key for member in STAFF if "engineer" in member.roles]
    experts = [member.key for member in STAFF if "expert" in member.roles]
    return Scene(
        customer=customer,
        organisation_id=organisation_ids[customer.key],
        topic=topic,
        product_id=products[topic.product],
        people=people,
        groups=groups,
        engineer=people[dice.choice(staff)],
        expert=people[dice.choice(experts)],
        dice=dice,
        language="zh" if customer.language.startswith("zh") else "en",
    )


def _topic(customer: Customer, dice: random.Random, used_topics: list[Topic]) -> Topic:
    """Choose a topic, if possible not one of the latest."""
    fit: Sequence[Topic] = [topic for topic in TOPICS if topic.product in customer.products]
    fresh = [topic for topic in fit if topic not in used_topics[-len(fit) // 2 :]] or fit
    used_topics.append(dice.choices(fresh, [SEVERITY_WEIGHT[topic.severity] for topic in fresh])[0])
    return used_topics[-1]
