"""Mails about acts on a ticket, to its participants except the author, each in their language.

A person gets at most `HOURLY_LIMIT` mails about one ticket per hour. Further acts are summed up in one mail at the end
of the hour, so that a script that writes to a ticket cannot flood a mailbox. `act_limits` bounds the mails over all
tickets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from upheld.desk.events import TicketAssigned
from upheld.escalation.act_limits import HOUR, ActMail, add_to_summaries, within_limits
from upheld.escalation.acts import ActGroup
from upheld.escalation.links import ticket_link
from upheld.escalation.participants import Participants, participants
from upheld.escalation.people import Person, people
from upheld.escalation.stopping import Following, stop_link
from upheld.i18n.words import say, short
from upheld.ledger.events import OnTicket
from upheld.markup.plain_text import framed_name
from upheld.outbox.enqueue import Mail, enqueue_mails

TEMPLATE = "act"
HOURLY_LIMIT = 30
"""How many separate mails about acts on one ticket a person gets within an hour."""


def enqueue_act_mails(acts: Sequence[ActGroup], assignments: Sequence[TicketAssigned] = ()) -> None:
    """Enqueue a mail for each participant of each act, and one for each new assignee."""
    events = [*(act.first for act in acts), *assignments]
    if not events:
        return
    now = max(event.at for event in events)
    message_ids = [pk for act in acts for pk in act.message_ids]
    tickets = participants({event.ticket_id for event in events}, message_ids, since=now - HOUR, most=HOURLY_LIMIT)
    recipients = {act: _recipients(act, tickets[act.first.ticket_id]) for act in acts}
    assignee_ids = {event.assignee_id for event in assignments if event.assignee_id}
    authors = {event.actor_id for event in events if event.actor_kind != "system"}
    persons = people({pk for ids in recipients.values() for pk in ids} | assignee_ids | authors)
    mails = [mail for act in acts for mail in _mails(act, tickets[act.first.ticket_id], recipients[act], persons)]
    mails += [mail for event in assignments for mail in _assignment_mails(event, tickets[event.ticket_id], persons)]
    own, summaries = within_limits(mails, now=now)
    enqueue_mails([*own, *summaries], now=now)
    add_to_summaries(summaries)


def _recipients(act: ActGroup, ticket: Participants) -> set[int]:
    everybody = ticket.of_act(act.message_ids, internal=act.internal)
    return everybody - ({act.first.actor_id} if act.first.actor_kind != "system" else set())


def _mails(act: ActGroup, ticket: Participants, ids: set[int], persons: Mapping[int, Person]) -> Iterator[ActMail]:
    for person in (persons[pk] for pk in sorted(ids) if pk in persons):
        if person.address and person.may_read(ticket.organisation_id, internal=act.internal):
            lang = short(person.language)
            lines = act.lines(who=_name(act.first, ticket, persons, lang), lang=lang)
            may_stop = ticket.only_follows(person.id, act.message_ids)
            stop = stop_link(Following(act.first.ticket_id, person.id)) if may_stop else ""
            mail = _mail(act.first, ticket, person, lines, act.texts(), stop)
            mail = _hourly(mail, act.first, person) if person.address in ticket.throttled else mail
            yield ActMail(mail, person.id)


def _assignment_mails(event: TicketAssigned, ticket: Participants, persons: Mapping[int, Person]) -> Iterator[ActMail]:
    person = persons.get(event.assignee_id or 0)
    if person is None or not person.is_staff or not person.address or person.id == event.actor_id:
        return
    lang = short(person.language)
    line = say("act", event.kind, lang=lang, who=_name(event, ticket, persons, lang))
    yield ActMail(_mail(event, ticket, person, [line], []), person.id)


def _mail(
    event: OnTicket, ticket: Participants, person: Person, lines: list[str], texts: list[str], stop: str = ""
) -> Mail:
    number = event.ticket_id
    return Mail(
        key=f"act:{number}:{event.kind}:{event.at.isoformat()}:{person.id}",
        to=person.address,
        template=TEMPLATE,
        language=short(person.language),
        content={"number": number, "lines": lines, "link": ticket_link(number, staff=person.is_staff)},
        private={"subject": ticket.subject, "texts": texts, "stop_link": stop},
        organisation_id=ticket.organisation_id,
        ticket_id=number,
        sender_id=event.actor_id if event.actor_kind != "system" else None,
    )


def _hourly(mail: Mail, event: OnTicket, person: Person) -> Mail:
    """Return the summary mail for this act and all that follow in its hour. They share its idempotency key."""
    end = event.at.replace(minute=0, second=0, microsecond=0) + HOUR
    return replace(
        mail,
        key=f"acts:{event.ticket_id}:{end.isoformat()}:{person.id}",
        content={**mail.content, "lines": [say("act.more", lang=mail.language, most=HOURLY_LIMIT)]},
        private={**mail.private, "texts": []},
        delay=end - event.at,
    )


def _name(event: OnTicket, ticket: Participants, persons: Mapping[int, Person], lang: str) -> str:
    """Return who acted. The customer's name is added to its people, so that none can pose as the vendor."""
    person = persons.get(event.actor_id)
    if event.actor_kind == "system" or person is None:
        return say("act.somebody", lang=lang)
    name = framed_name(person.name)
    if person.is_staff:
        return name
    return say("act.of_customer", lang=lang, name=name, customer=framed_name(ticket.organisation))
