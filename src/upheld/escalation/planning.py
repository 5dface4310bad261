"""Chooses the recipients of an escalation step from the audiences of the ticket. Pure.

An escalation is never lost. If an audience is empty, its stand-ins are notified, up to the administrators, and the
managers in place of those; the notice says whom they stand in for. If a channel is not available, e-mail is used. If
nobody can be notified, a notice to ``nobody`` is recorded on the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from upheld.escalation.people import Person
from upheld.sla import EscalationStep

EMAIL, WEBHOOK, NOBODY = "email", "webhook", "nobody"
MANAGER, ADMIN = "manager", "admin"
LAST_RESORT = (MANAGER, ADMIN)
FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "assignee": ("group", *LAST_RESORT),
    "group": LAST_RESORT,
    "expert": LAST_RESORT,
    "csm": LAST_RESORT,
    MANAGER: (ADMIN,),
    ADMIN: (MANAGER,),
}
"""The stand-ins of an empty audience, in order. An unknown audience is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audiences:
    """The people by audience, and the vendor's own endpoints."""

    people: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    endpoints: Sequence[int] = ()

    def reachable(self, audience: str) -> list[Person]:
        """Return the people of an audience who have an address."""
        return [person for person in self.people.get(audience, ()) if person.address]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecipient:
    """A person or an endpoint to notify. ``in_place_of`` is the audience or channel that was not available."""

    audience: str
    via: str
    in_place_of: str = ""
    person: Person | None = None
    endpoint_id: int | None = None

    @property
    def address(self) -> str:
        """The mail address or endpoint, by which recipients are deduplicated."""
        if self.person is not None:
            return self.person.address
        return "" if self.endpoint_id is None else f"endpoint/{self.endpoint_id}"


def recipients_of_step(
    *, notify: Sequence[str], via: Sequence[str], audiences: Audiences
) -> tuple[NoticeRecipient, ...]:
    """Return the recipients of a step that notifies these audiences over these channels, without duplicates."""
    recipients: dict[tuple[str, str], NoticeRecipient] = {}
    for recipient in _all(notify, via, audiences):
        recipients.setdefault((recipient.via, recipient.address.casefold()), recipient)
    if not recipients:
        return (NoticeRecipient(audience=(*notify, MANAGER)[0], via=NOBODY),)
    return tuple(recipients.values())


def recipients_of_steps(steps: Iterable[EscalationStep], *, audiences: Audiences) -> tuple[NoticeRecipient, ...]:
    """Return the recipients of several steps, without duplicates; ``nobody`` only if no step has a recipient."""
    recipients: dict[tuple[str, str], NoticeRecipient] = {}
    for step in steps:
        for recipient in recipients_of_step(notify=step.notify, via=step.via, audiences=audiences):
            recipients.setdefault((recipient.via, recipient.address.casefold()), recipient)
    reachable = tuple(recipient for recipient in recipients.values() if recipient.via != NOBODY)
    return reachable or tuple(recipients.values())


def _all(notify: Sequence[str], via: Sequence[str], audiences: Audiences) -> Iterator[NoticeRecipient]:
    for channel in via or (EMAIL,):
        if channel == WEBHOOK and audiences.endpoints:
            first = (*notify, MANAGER)[0]
            yield from (
                NoticeRecipient(audience=first, via=WEBHOOK, endpoint_id=endpoint) for endpoint in audiences.endpoints
            )
        else:
            missing = "" if channel == EMAIL else channel
            yield from _mails(notify or (MANAGER,), missing, audiences)


def _mails(notify: Sequence[str], missing: str, audiences: Audiences) -> Iterator[NoticeRecipient]:
    for audience in notify:
        for candidate in (audience, *FALLBACKS.get(audience, LAST_RESORT)):
            people = audiences.reachable(candidate)
            if people:
                instead = missing if candidate == audience else audience
                yield from (
                    NoticeRecipient(audience=candidate, via=EMAIL, in_place_of=instead, person=person)
                    for person in people
                )
                break


def stand_ins(audience: str, absent: str, audiences: Audiences, *, but: str) -> tuple[NoticeRecipient, ...]:
    """Return the stand-ins who have an address, for a notice to ``but`` that failed."""
    candidates = (
        (audience, *FALLBACKS.get(audience, LAST_RESORT)) if absent == WEBHOOK else FALLBACKS.get(audience, LAST_RESORT)
    )
    for candidate in candidates:
        people = [person for person in audiences.reachable(candidate) if person.address.casefold() != but.casefold()]
        if people:
            return tuple(
                NoticeRecipient(audience=candidate, via=EMAIL, in_place_of=absent, person=person) for person in people
            )
    return ()
