"""A person is erased: nothing they wrote is left anywhere, and every figure stays."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Password, User
from upheld.clocks.differences import differences
from upheld.clocks.models import Clock
from upheld.desk import acts as desk
from upheld.desk.models import Message, Ticket
from upheld.knowledge.queries import search
from upheld.ledger.models import Entry

SECRET = "xylophone"


def everything() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t")
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_nothing_written_is_left_and_no_figure_changes(world: World) -> None:
    requester = world.acme.requester
    ticket = world.file("P0", subject=f"The {SECRET} is broken", body=f"Our {SECRET} plays no sound")
    desk.request_information(
        ticket_id=ticket, body="Which one?", items=["model"], by=world.engineer, now=world.wait(minutes=5)
    )
    message = desk.reply(ticket_id=ticket, body=f"A bass {SECRET}", by=requester, now=world.wait(hours=1))
    desk.attach(
        ticket_id=ticket,
        name=f"{SECRET}.log",
        content_type="text/plain",
        chunks=[SECRET.encode()],
        message_id=message,
        by=requester,
        now=world.now,
    )
    before = list(Clock.objects.order_by("pk").values())
    leaves = {row.pk: bytes(row.leaf) for row in Entry.objects.all()}
    accounts.erase_person(user_id=requester.id, by=SYSTEM, now=world.now)
    assert SECRET not in everything()
    assert SECRET.encode().hex() not in everything()
    assert list(Clock.objects.order_by("pk").values()) == before
    assert list(differences()) == []
    assert {pk: leaf for pk, leaf in leaves.items() if bytes(Entry.objects.get(pk=pk).leaf) != leaf} == {}
    assert Message.objects.get(author=world.engineer.id).body == "Which one?"
    assert search(text=SECRET, actor=world.engineer).total == 0
    assert Entry.objects.filter(type="person.redacted", organisation_id=world.acme.id).count() == 1


EXPECTED = {
    "accounts.EmailAddress.user": "deleted",
    "accounts.Password.user": "deleted",
    "accounts.ApiToken.user": "deleted",
    "accounts.OneTimeToken.user": "deleted",
    "accounts.Membership.user": "deleted",
    "accounts.GroupMember.user": "deleted",
    "accounts.Organisation.csm": "deleted",
    "accounts.OneTimeToken.invited_by": "number stays",
    "desk.Draft.user": "deleted",
    "desk.Watcher.user": "deleted",
    "desk.Mention.user": "deleted",
    "desk.Ticket.assignee": "deleted",
    "clocks.QueueRow.assignee": "deleted",
    "desk.Ticket.requester": "number stays",
    "desk.Message.author": "number stays",
    "desk.SavedReply.created_by": "number stays",
    "desk.Attachment.uploaded_by": "number stays",
    "desk.Dispute.opened_by": "number stays",
    "desk.Dispute.ruled_by": "number stays",
    "desk.ExclusionClaim.claimed_by": "number stays",
    "desk.Cancellation.proposed_by": "number stays",
    "desk.Cancellation.decided_by": "number stays",
    "contracts.ContractVersion.published_by": "number stays",
    "reports.Publication.published_by": "number stays",
}
"""What an erasure does to each reference to a person. Where the number stays, texts of the row are replaced."""


def references(person: int) -> dict[str, bool]:
    """Each foreign key to a person, and whether a row refers to this one."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}": model._default_manager.filter(
            **{field.attname: person}
        ).exists()
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
    }


def test_what_happens_to_each_reference_to_a_person_is_decided(world: World) -> None:
    assert references(0).keys() == EXPECTED.keys()


def test_references_that_only_served_the_person_are_deleted(world: World) -> None:
    person, ticket = world.staff["csm"], world.file("P0")
    by = {"by": SYSTEM, "now": world.now}
    accounts.add_to_group(group_id=world.groups["first"], user_id=person.id, **by)
    accounts.issue_token(name="x", scopes=["read"], by=person, now=world.now)
    accounts.issue_sign_in_link(user_id=person.id, **by)
    Password.objects.create(user_id=person.id, hashed="x", changed_at=world.now)
    desk.assign(ticket_id=ticket, group_id=None, assignee_id=person.id, **by)
    desk.watch(ticket_id=ticket, user_id=person.id, **by)
    desk.add_note(ticket_id=ticket, body=f"@({person.name}) look", by=world.engineer, now=world.now)
    desk.save_draft(ticket_id=ticket, kind="public", body="x", revision=0, by=person, now=world.now)
    deleted = {name for name, fate in EXPECTED.items() if fate == "deleted"}
    assert {name for name, exists in references(person.id).items() if exists} == deleted
    accounts.erase_person(user_id=person.id, by=world.staff["admin"], now=world.now)
    assert {name for name, exists in references(person.id).items() if exists} == set()
    last = Entry.objects.filter(type="ticket.assigned").latest("pk")
    assert b"assignee_id" not in bytes(last.leaf)


def test_a_closed_ticket_says_who_had_it(world: World) -> None:
    ticket, person = world.file("P0"), world.engineer
    desk.assign(ticket_id=ticket, group_id=None, assignee_id=person.id, by=SYSTEM, now=world.now)
    desk.withdraw_ticket(ticket_id=ticket, by=world.acme.requester, now=world.now)
    accounts.erase_person(user_id=person.id, by=SYSTEM, now=world.now)
    assert Ticket.objects.get(pk=ticket).assignee_id == person.id
