"""Who is told about a step of the contract's escalation: pure, from the step and from who there is.

The one rule: escalation cannot get lost. Where an audience is empty the next one that a person would ask is told
in its place, up to the administrators, and the manager in theirs; the notice says in whose place. Where a channel
is not there, e-mail is used. Where nobody at all can be told, that itself is a notice: it stands on the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from upheld.escalation.people import Person
from upheld.sla import EscalationStep

EMAIL, WEBHOOK, NOBODY = "email", "webhook", "nobody"
MANAGER, ADMIN = "manager", "admin"
LAST = (MANAGER, ADMIN)
INSTEAD: Mapping[str, tuple[str, ...]] = {
    "assignee": ("group", *LAST),
    "group": LAST,
    "expert": LAST,
    "csm": LAST,
    MANAGER: (ADMIN,),
    ADMIN: (MANAGER,),
}
"""Whom one asks where an audience is empty, in order. An audience that is not known is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audiences:
    """Who there is: people by audience, and the vendor's own endpoints."""

    people: Mapping[str, Sequence[Person]] = field(default_factory=dict)
    endpoints: Sequence[int] = ()

    def reachable(self, audience: str) -> list[Person]:
        """The people of an audience that mail can reach."""
        return [person for person in self.people.get(audience, ()) if person.address]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One person, or one endpoint, to be told. ``in_place_of`` names the audience or channel that was not there."""

    audience: str
    via: str
    in_place_of: str = ""
    person: Person | None = None
    endpoint_id: int | None = None

    @property
    def recipient(self) -> str:
        """Who it is, for the rule that each is told once."""
        if self.person is not None:
            return self.person.address
        return "" if self.endpoint_id is None else f"endpoint/{self.endpoint_id}"


def plan(*, notify: Sequence[str], via: Sequence[str], audiences: Audiences) -> tuple[Planned, ...]:
    """Everybody to be told about a step that notifies these audiences over these channels; each once."""
    found: dict[tuple[str, str], Planned] = {}
    for planned in _all(notify, via, audiences):
        found.setdefault((planned.via, planned.recipient.casefold()), planned)
    if not found:
        return (Planned(audience=(*notify, MANAGER)[0], via=NOBODY),)
    return tuple(found.values())


def plan_all(steps: Iterable[EscalationStep], *, audiences: Audiences) -> tuple[Planned, ...]:
    """Everybody to be told about any of some steps; each once. Nobody only where that is so for all of them."""
    recipients: dict[tuple[str, str], Planned] = {}
    for step in steps:
        for planned in plan(notify=step.notify, via=step.via, audiences=audiences):
            recipients.setdefault((planned.via, planned.recipient.casefold()), planned)
    reachable = tuple(planned for planned in recipients.values() if planned.via != NOBODY)
    return reachable or tuple(recipients.values())


def _all(notify: Sequence[str], via: Sequence[str], audiences: Audiences) -> Iterator[Planned]:
    for channel in via or (EMAIL,):
        if channel == WEBHOOK and audiences.endpoints:
            first = (*notify, MANAGER)[0]
            yield from (Planned(audience=first, via=WEBHOOK, endpoint_id=endpoint) for endpoint in audiences.endpoints)
        else:
            missing = "" if channel == EMAIL else channel
            yield from _mails(notify or (MANAGER,), missing, audiences)


def _mails(notify: Sequence[str], missing: str, audiences: Audiences) -> Iterator[Planned]:
    for audience in notify:
        for told in (audience, *INSTEAD.get(audience, LAST)):
            people = audiences.reachable(told)
            if people:
                instead = missing if told == audience else audience
                yield from (Planned(audience=told, via=EMAIL, in_place_of=instead, person=person) for person in people)
                break


def stand_ins(audience: str, absent: str, audiences: Audiences, *, but: str) -> tuple[Planned, ...]:
    """Whom to tell when a notice to ``but`` did not arrive: the next ones who can be reached by e-mail."""
    told = (audience, *INSTEAD.get(audience, LAST)) if absent == WEBHOOK else INSTEAD.get(audience, LAST)
    for instead in told:
        people = [one for one in audiences.reachable(instead) if one.address.casefold() != but.casefold()]
        if people:
            return tuple(Planned(audience=instead, via=EMAIL, in_place_of=absent, person=person) for person in people)
    return ()
