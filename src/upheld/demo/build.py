"""Builds the demo data: people and customers, contracts, then the tickets."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import yaml

from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import Organisation
from upheld.accounts.queries import actor_of_user
from upheld.contracts import operations as contracts
from upheld.contracts.samples import sample
from upheld.demo import cast
from upheld.demo.play import play
from upheld.desk.acts import save_reply
from upheld.ledger.operations import recording_at
from upheld.sla import parse_document

PASSWORD = "heron flies at dawn"  # noqa: S105 - printed with the sign-in links; the demonstration guards nothing
DAYS, TICKETS, SEED = 90, 120, 20


@dataclass(frozen=True, slots=True)
class SignIn:
    """A sign-in link to print."""

    name: str
    role: str
    where: str
    address: str
    link: str


def is_built() -> bool:
    """Whether the database has any organisation."""
    return Organisation.objects.exists()


def build(
    *,
    now: datetime,
    progress: Callable[[int, int], None],
    days: int = DAYS,
    tickets: int = TICKETS,
    seed: int = SEED,
) -> None:
    """Fill an empty database. The same seed and instant give the same data."""
    with recording_at():
        _build(now=now, progress=progress, days=days, tickets=tickets, seed=seed)


def _build(*, now: datetime, progress: Callable[[int, int], None], days: int, tickets: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a play, not a secret
    begin = now - timedelta(days=days + 10)
    people = _staff(begin)
    groups = _groups(people, begin)
    products = {
        slug: contracts.create_product(slug=slug, name=name, components=parts, by=SYSTEM, now=begin)
        for slug, name, parts in cast.PRODUCTS
    }
    organisation_ids: dict[str, int] = {}
    for customer in cast.CUSTOMERS:
        organisation_ids[customer.key] = _customer(customer, people, products, begin)
    _saved_replies(people["manager"], begin)
    play(
        organisation_ids=organisation_ids,
        products=products,
        groups=groups,
        people=people,
        tickets=tickets,
        days=days,
        until=now,
        dice=dice,
        progress=progress,
    )


def _staff(now: datetime) -> dict[str, Actor]:
    first = cast.STAFF[0]
    accounts.create_first_admin(
        name=first.name,
        address=cast.address(first.key),
        password=PASSWORD,
        vendor=cast.VENDOR,
        language=first.language,
        timezone=cast.VENDOR_ZONE,
        now=now,
    )
    vendor = Organisation.objects.get(kind=Organisation.Kind.VENDOR)
    people = {first.key: _actor_at(cast.address(first.key))}
    for member in cast.STAFF[1:]:
        user = accounts.create_person(
            organisation_id=vendor.pk,
            name=member.name,
            address=cast.address(member.key),
            roles=member.roles,
            language=member.language,
            timezone=cast.VENDOR_ZONE,
            by=SYSTEM,
            now=now,
        )
        people[member.key] = _actor(user)
    return people


def _groups(people: dict[str, Actor], now: datetime) -> dict[str, int]:
    groups = {
        "first": accounts.create_group(name=cast.FIRST, line="first", by=SYSTEM, now=now),
        "expert": accounts.create_group(name=cast.EXPERTS, line="expert", by=SYSTEM, now=now),
    }
    for member in cast.STAFF:
        if member.group:
            group = groups["expert" if member.group == cast.EXPERTS else "first"]
            accounts.add_to_group(group_id=group, user_id=people[member.key].id, by=SYSTEM, now=now)
    return groups


def _customer(customer: cast.Customer, people: dict[str, Actor], products: dict[str, int], now: datetime) -> int:
    organisation = accounts.create_organisation(
        name=customer.name,
        timezone=customer.zone,
        language=customer.language,
        csm_id=people["csm"].id,
        by=SYSTEM,
        now=now,
    )
    for key, name, role in customer.people:
        user = accounts.create_person(
            organisation_id=organisation,
            name=name,
            address=cast.address(key.partition("-")[2], customer.key),
            roles=[role],
            language=customer.language,
            timezone=customer.zone,
            by=SYSTEM,
            now=now,
        )
        people[key] = _actor(user)
    _contract(customer, organisation, products, people["manager"], now)
    return organisation


def _contract(
    customer: cast.Customer, organisation: int, products: dict[str, int], manager: Actor, now: datetime
) -> None:
    contract = contracts.create_contract(
        organisation_id=organisation,
        name=f"{customer.name} · {customer.plan}",
        plan=customer.plan,
        product_ids=[products[slug] for slug in customer.products],
        monthly_fee=customer.monthly_fee,
        is_public=True,
        by=manager,
        now=now,
    )
    draft = contracts.save_draft(contract_id=contract, source=_source(customer, now), by=manager, now=now)
    contracts.publish_version(version_id=draft, by=manager, now=now)


def _source(customer: cast.Customer, now: datetime) -> str:
    """Return the sample contract of the plan, in effect since before the first ticket."""
    document = parse_document(sample(customer.plan))
    document["effective"] = {"from": (now - timedelta(days=30)).date().isoformat()}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100)


def _saved_replies(by: Actor, now: datetime) -> None:
    save_reply(
        title="Ask for an SDK log 索取日志",
        body_en="Could you send us the SDK log of one failed attempt? The guide shows where it is kept.",
        body_zh="请提供一次失败过程的 SDK 日志，存放位置见文档。",
        by=by,
        now=now,
    )
    save_reply(
        title="Update: still on it 进展同步",
        body_en="We are still on it. What we know so far: …",
        body_zh="仍在处理中，目前已知：……",
        by=by,
        now=now,
    )


def sign_ins(*, now: datetime) -> list[SignIn]:
    """Return one-time sign-in links for one user of each kind."""
    readers = [
        (key, cast.address(key), cast.VENDOR) for key in ("sara", "wei", "ravi", "csm", "manager", "arbiter", "admin")
    ]
    readers += [
        (key, cast.address(key.partition("-")[2], customer.key), customer.name)
        for customer in cast.CUSTOMERS[:2]
        for key, _, _ in customer.people
    ]
    links = []
    for _, address, where in readers:
        actor = _actor_at(address)
        link = accounts.issue_sign_in_link(user_id=actor.id, by=SYSTEM, now=now)
        links.append(SignIn(actor.name, actor.memberships[0][1], where, address, link))
    return links


def _actor(user_id: int) -> Actor:
    actor = actor_of_user(user_id=user_id)
    assert actor is not None  # just made
    return actor


def _actor_at(address: str) -> Actor:
    from upheld.accounts.models import EmailAddress

    return _actor(EmailAddress.objects.values_list("user_id", flat=True).get(folded=address.casefold()))
