"""What happened on tickets, for programs that follow it from a cursor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from upheld.accounts.actor import Actor
from upheld.desk.permissions import may
from upheld.desk.queries.conversation_rows import INTERNAL, history_lines
from upheld.desk.queries.parts import HistoryLine
from upheld.ledger.events import ticket_of
from upheld.ledger.feed import Position, Step, account_feed, feed
from upheld.operations.errors import NotFound, Refused
from upheld.operations.paging import BadCursor, read_cursor, write_cursor

BEGINNING = Position(datetime(2000, 1, 1, tzinfo=UTC), 0, -1)
ACCOUNT, ALL = (int, int), (datetime, int, int)
"""What the cursors of an account's events, and of all events, hold."""


class NeedsOrganisation(Refused):
    """Somebody of several customers must say whose events they want."""

    def __init__(self) -> None:
        super().__init__("organisation_needed", field="organisation")


@dataclass(frozen=True, slots=True)
class TicketEntry:
    """An entry about a ticket, and whose it is."""

    organisation_id: int
    ticket_id: int
    line: HistoryLine


@dataclass(frozen=True, slots=True)
class TicketEvents:
    """Events in their order. ``after`` is the cursor to go on from, also when there is nothing more yet."""

    items: tuple[TicketEntry, ...]
    after: str
    more: bool


def ticket_events(*, actor: Actor, organisation_id: int | None, after: str | None, limit: int) -> TicketEvents:
    """Returns the events on tickets after a cursor: of one customer, or, for staff, of all.

    Internal notes are for staff. Entries that are not the reader's, or about no ticket, are passed over, so a page may
    hold fewer than ``limit`` while there are more. Raises ``BadCursor``, ``NotFound``, ``NeedsOrganisation``.
    """
    owner = _owner(actor, organisation_id)
    steps = _steps(owner, after, limit + 1)
    read, more = steps[:limit], len(steps) > limit
    cursor = _cursor(owner, read[-1].position) if read else after or _cursor(owner, BEGINNING)
    return TicketEvents(_entries(actor, read), cursor, more)


def _owner(actor: Actor, organisation_id: int | None) -> int | None:
    if organisation_id is not None:
        if not actor.sees(organisation_id) or not may(actor, "view", organisation_id):
            raise NotFound("no_such_organisation", field="organisation")
        return organisation_id
    if actor.is_staff:
        return None
    if len(actor.organisations) != 1:
        raise NeedsOrganisation
    return next(iter(actor.organisations))


def _steps(owner: int | None, after: str | None, most: int) -> list[Step]:
    if owner is None:
        place = Position(*read_cursor(after, ALL)) if after else BEGINNING
        return feed(after=place, most=most)
    account, index = read_cursor(after, ACCOUNT) if after else (owner, BEGINNING.index)
    if account != owner:
        raise BadCursor
    return account_feed(owner, after=index, most=most)


def _cursor(owner: int | None, place: Position) -> str:
    if owner is None:
        return write_cursor((place.at, place.organisation_id, place.index))
    return write_cursor((owner, place.index))


def _entries(actor: Actor, steps: list[Step]) -> tuple[TicketEntry, ...]:
    readable = [
        (step.position.organisation_id, ticket_id, step.entry)
        for step in steps
        if step.entry is not None
        and (ticket_id := ticket_of(step.entry.subject)) is not None
        and (actor.is_staff or not step.entry.document["data"].get(INTERNAL))
    ]
    lines = history_lines([entry for _, _, entry in readable], ())
    return tuple(
        TicketEntry(organisation_id, ticket_id, line)
        for (organisation_id, ticket_id, _), line in zip(readable, lines, strict=True)
    )
