"""Acts become mails to those who take part: each in their language, none to whoever did it.

Within an hour a person gets at most `SINGLY` mails about one ticket; all acts after these are one mail at the end of
the hour. So nobody can fill a mailbox by a script that writes to a ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from upheld.desk.events import TicketAssigned
from upheld.escalation.acts import Told
from upheld.escalation.links import ticket_link
from upheld.escalation.participants import Participants, participants
from upheld.escalation.people import Person, people
from upheld.escalation.stopping import Following, stop_link
from upheld.i18n.words import say, short
from upheld.ledger.events import OnTicket
from upheld.markup.plain_text import person_name
from upheld.outbox.enqueue import Mail, enqueue_mails

TEMPLATE = "act"
HOUR = timedelta(hours=1)
SINGLY = 30
"""Mails about acts on one ticket that a person gets one by one within an hour."""


def tell(acts: Sequence[Told], assignments: Sequence[TicketAssigned] = ()) -> None:
    """Put a mail for each participant of each act, and one for whoever a ticket was given to."""
    events = [*(act.first for act in acts), *assignments]
    if not events:
        return
    now = max(event.at for event in events)
    message_ids = [pk for act in acts for pk in act.message_ids]
    tickets = participants({event.ticket_id for event in events}, message_ids, since=now - HOUR, most=SINGLY)
    wanted = {act: _recipients(act, tickets[act.first.ticket_id]) for act in acts}
    given = {event.assignee_id for event in assignments if event.assignee_id}
    authors = {event.actor_id for event in events if event.actor_kind != "system"}
    known = people({pk for ids in wanted.values() for pk in ids} | given | authors)
    mails = [mail for act in acts for mail in _mails(act, tickets[act.first.ticket_id], wanted[act], known)]
    mails += [mail for event in assignments for mail in _given(event, tickets[event.ticket_id], known)]
    enqueue_mails(mails, now=now)


def _recipients(act: Told, ticket: Participants) -> set[int]:
    everybody = ticket.of_act(act.message_ids, internal=act.internal)
    return everybody - ({act.first.actor_id} if act.first.actor_kind != "system" else set())


def _mails(act: Told, ticket: Participants, ids: set[int], known: Mapping[int, Person]) -> Iterator[Mail]:
    for person in (known[pk] for pk in sorted(ids) if pk in known):
        if person.address and person.may_read(ticket.organisation_id, internal=act.internal):
            lang = short(person.language)
            lines = act.lines(who=_name(act.first, ticket, known, lang), lang=lang)
            may_stop = ticket.only_follows(person.id, act.message_ids)
            stop = stop_link(Following(act.first.ticket_id, person.id)) if may_stop else ""
            mail = _mail(act.first, ticket, person, lines, act.texts(), stop)
            yield _at_the_end_of_the_hour(mail, act.first, person) if person.address in ticket.told_often else mail


def _given(event: TicketAssigned, ticket: Participants, known: Mapping[int, Person]) -> Iterator[Mail]:
    person = known.get(event.assignee_id or 0)
    if person is None or not person.is_staff or not person.address or person.id == event.actor_id:
        return
    lang = short(person.language)
    line = say("act", event.kind, lang=lang, who=_name(event, ticket, known, lang))
    yield _mail(event, ticket, person, [line], [])


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
    )


def _at_the_end_of_the_hour(mail: Mail, event: OnTicket, person: Person) -> Mail:
    """The mail that stands for this act and all that follow in its hour; the key is the same for each of them."""
    end = event.at.replace(minute=0, second=0, microsecond=0) + HOUR
    return replace(
        mail,
        key=f"acts:{event.ticket_id}:{end.isoformat()}:{person.id}",
        content={**mail.content, "lines": [say("act.more", lang=mail.language, most=SINGLY)]},
        private={**mail.private, "texts": []},
        delay=end - event.at,
    )


def _name(event: OnTicket, ticket: Participants, known: Mapping[int, Person], lang: str) -> str:
    """Who acted. A customer's people carry the customer's name, so that none can pass for the vendor or the system."""
    person = known.get(event.actor_id)
    if event.actor_kind == "system" or person is None:
        return say("act.somebody", lang=lang)
    name = person_name(person.name)
    if person.is_staff:
        return name
    return say("act.of_customer", lang=lang, name=name, customer=ticket.organisation)
