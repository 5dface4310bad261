"""Many at once on real threads: workers that sweep, people who act, all on the same accounts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from factories.terms import always
from factories.world import World, build
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.clocks.differences import differences
from upheld.clocks.models import Clock
from upheld.clocks.operations import advance_due
from upheld.contracts import operations as contracts
from upheld.contracts import queries as contract_queries
from upheld.contracts.models import ContractVersion
from upheld.database import row_security
from upheld.desk import acts as desk
from upheld.desk.models import Message
from upheld.escalation.models import Notice
from upheld.ledger.models import Entry, Head

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


@pytest.fixture
def world() -> World:
    """The world, really committed."""
    row_security.enter(None)
    contract_queries.forget()
    return build()


def together(*acts: Callable[[], object]) -> list[BaseException]:
    """Run the acts on threads that begin at the same moment; gives what went wrong."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            row_security.enter(None)
            start.wait(timeout=30)
            act()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread waits for ever"
    return errors


def laws_hold(*organisations: int) -> None:
    assert list(differences()) == []
    for organisation in organisations:
        entries = list(Entry.objects.filter(organisation_id=organisation).order_by("index"))
        assert [entry.index for entry in entries] == list(range(Head.objects.get(pk=organisation).next_index))
        assert [entry.recorded_at for entry in entries] == sorted(entry.recorded_at for entry in entries)


def test_sweeps_and_acts_neither_wait_for_ever_nor_lose_anything(world: World) -> None:
    tickets = [world.file("P0", customer) for customer in (world.acme, world.rival) for _ in range(3)]
    due = world.now + timedelta(hours=5)

    def sweep() -> None:
        for number in range(ROUNDS):
            while advance_due(now=due + timedelta(minutes=number), limit=2):
                pass

    def reply() -> None:
        for number in range(ROUNDS):
            for ticket in tickets:
                desk.reply(
                    ticket_id=ticket, body=f"Update {number}", by=world.engineer, now=due + timedelta(minutes=number)
                )

    def file() -> None:
        for number in range(ROUNDS):
            desk.file_ticket(
                organisation_id=world.acme.id,
                ticket=desk.NewTicket(subject="Again", body="Down", severity="P0", product_id=world.product_id),
                by=world.acme.requester,
                now=due + timedelta(minutes=number),
            )

    assert together(sweep, sweep, reply, file) == []
    world.now = due + timedelta(hours=1)
    world.settle()
    assert Message.objects.filter(author_id=world.engineer.id).count() == ROUNDS * len(tickets)
    assert Clock.objects.filter(objective="response", outcome="missed").count() >= len(tickets)
    keys = list(Notice.objects.values_list("ticket", "objective", "cycle", "step", "via", "recipient"))
    assert len(keys) == len(set(keys)) > 0
    laws_hold(world.acme.id, world.rival.id)


def test_of_two_answers_written_against_the_same_page_one_is_told(world: World) -> None:
    ticket = world.file("P0")

    def answer() -> None:
        desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now, seen_revision=0)

    errors = together(answer, answer, answer)
    assert [getattr(error, "code", "") for error in errors] == ["someone_replied"] * 2
    assert Message.objects.filter(ticket=ticket, author_id=world.engineer.id).count() == 1


def test_a_delivery_is_decided_once(world: World) -> None:
    ticket = world.file("P0")
    delivery = desk.provide_workaround(ticket_id=ticket, body="Restart.", by=world.engineer, now=world.now)

    def accept() -> None:
        desk.accept_delivery(ticket_id=ticket, delivery_id=delivery, by=world.acme.requester, now=world.now)

    def reject() -> None:
        desk.reject_delivery(
            ticket_id=ticket, delivery_id=delivery, reason="No.", by=world.acme.requester, now=world.now
        )

    errors = together(accept, reject, accept, reject)
    assert [getattr(error, "code", "") for error in errors] == ["already_decided"] * 3
    kinds = ("workaround.accepted", "workaround.rejected")
    assert Entry.objects.filter(type__in=kinds, subject=f"ticket/{ticket}").count() == 1
    laws_hold(world.acme.id)


def test_what_was_published_stays_published_whoever_saves_a_draft_meanwhile(world: World) -> None:
    contract = world.acme.contract_id

    def save(number: int) -> int:
        return contracts.save_draft(
            contract_id=contract, source=always(version=number, start="2026-07-01"), by=SYSTEM, now=world.now
        )

    for number in range(2, 2 + ROUNDS):
        draft = save(number)
        errors = together(
            lambda draft=draft: contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now),  # type: ignore[misc]
            *([lambda number=number: save(number)] * 3),  # type: ignore[misc]
        )
        assert errors == []
        version = ContractVersion.objects.get(pk=draft)
        assert (version.number, version.published_at is not None, version.terms is not None) == (number, True, True)
        ContractVersion.objects.filter(contract=contract, published_at=None).delete()
    entries = Entry.objects.filter(type="contract.published", organisation_id=world.acme.id).count()
    assert entries == 1 + ROUNDS


def test_publishing_erasing_and_filing_do_not_wait_for_each_other(world: World) -> None:
    people = [_requester(world, number) for number in range(ROUNDS)]

    def publish() -> None:
        for number in range(2, 2 + ROUNDS):
            source = always(version=number, start="2026-07-01")
            draft = contracts.save_draft(contract_id=world.acme.contract_id, source=source, by=SYSTEM, now=world.now)
            contracts.publish_version(version_id=draft, by=SYSTEM, now=world.now)

    def file() -> None:
        for person in people:
            desk.file_ticket(
                organisation_id=world.acme.id,
                ticket=desk.NewTicket(subject="Again", body="Down", severity="P0", product_id=world.product_id),
                by=world.engineer,
                requester_id=person,
                now=world.now,
            )

    def erase() -> None:
        for person in people[:-1]:
            accounts.erase_person(user_id=person, by=world.staff["admin"], now=world.now)

    errors = together(publish, file, erase)
    assert {getattr(error, "code", error) for error in errors} <= {"no_such_person"}
    laws_hold(world.acme.id, world.rival.id)


def _requester(world: World, number: int) -> int:
    return accounts.create_person(
        organisation_id=world.acme.id,
        name=f"Person {number}",
        address=f"person-{number}@acme.example",
        roles=["requester"],
        by=SYSTEM,
        now=world.now,
    )
