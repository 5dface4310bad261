"""Acts become mails to those who take part: each in their language, none to whoever did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from upheld.common import outbox
from upheld.common.plaintext import person_name
from upheld.common.words import say, short
from upheld.desk.events import TicketAssigned
from upheld.escalation.acts import Told
from upheld.escalation.links import ticket_link
from upheld.escalation.participants import Participants, participants
from upheld.escalation.people import Person, people
from upheld.escalation.stopping import Following, stop_link
from upheld.ledger.events import OnTicket

TEMPLATE = "act"


def tell(acts: Sequence[Told], assignments: Sequence[TicketAssigned] = ()) -> None:
    """Put a mail for each participant of each act, and one for whoever a ticket was given to."""
    events = [*(act.first for act in acts), *assignments]
    if not events:
        return
    tickets = participants({event.ticket_id for event in events}, [pk for act in acts for pk in act.message_ids])
    wanted = {act: _recipients(act, tickets[act.first.ticket_id]) for act in acts}
    given = {event.assignee_id for event in assignments if event.assignee_id}
    authors = {event.actor_id for event in events if event.actor_kind != "system"}
    known = people({pk for ids in wanted.values() for pk in ids} | given | authors)
    mails = [mail for act in acts for mail in _mails(act, tickets[act.first.ticket_id], wanted[act], known)]
    mails += [mail for event in assignments for mail in _given(event, tickets[event.ticket_id], known)]
    outbox.put_mails(mails, now=max(event.at for event in events))


def _recipients(act: Told, ticket: Participants) -> set[int]:
    everybody = ticket.of_act(act.message_ids, internal=act.internal)
    return everybody - ({act.first.actor_id} if act.first.actor_kind != "system" else set())


def _mails(act: Told, ticket: Participants, ids: set[int], known: Mapping[int, Person]) -> Iterator[outbox.Mail]:
    for person in (known[pk] for pk in sorted(ids) if pk in known):
        if person.address and person.may_read(ticket.organisation_id, internal=act.internal):
            lang = short(person.language)
            lines = act.lines(who=_name(act.first, ticket, known, lang), lang=lang)
            may_stop = ticket.only_follows(person.id, act.message_ids)
            stop = stop_link(Following(act.first.ticket_id, person.id)) if may_stop else ""
            yield _mail(act.first, ticket, person, lines, act.texts(), stop)


def _given(event: TicketAssigned, ticket: Participants, known: Mapping[int, Person]) -> Iterator[outbox.Mail]:
    person = known.get(event.assignee_id or 0)
    if person is None or not person.is_staff or not person.address or person.id == event.actor_id:
        return
    lang = short(person.language)
    line = say("act", event.kind, lang=lang, who=_name(event, ticket, known, lang))
    yield _mail(event, ticket, person, [line], [])


def _mail(
    event: OnTicket, ticket: Participants, person: Person, lines: list[str], texts: list[str], stop: str = ""
) -> outbox.Mail:
    number = event.ticket_id
    return outbox.Mail(
        key=f"act:{number}:{event.kind}:{event.at.isoformat()}:{person.id}",
        to=person.address,
        template=TEMPLATE,
        language=short(person.language),
        content={"number": number, "lines": lines, "link": ticket_link(number, staff=person.is_staff)},
        private={"subject": ticket.subject, "texts": texts, "stop_link": stop},
        organisation_id=ticket.organisation_id,
        ticket_id=number,
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
