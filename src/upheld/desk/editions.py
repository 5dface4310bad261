"""The calendar edition that a ticket stood under at an instant.

A ticket's row holds the edition of today. The entries that moved the ticket from one edition to another tell which it
was before: an ended ticket keeps its edition until it is reopened, and may skip some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.contracts.queries import Edition, editions_up_to
from upheld.desk import evidence


@dataclass(frozen=True, slots=True)
class EditionHistory:
    """The editions of a ticket's version, up to the one that the ticket stands under now, oldest first.

    ``named`` holds the hashes of the terms that the ticket's filing and its moves name, with their instants. It is
    empty for a ticket without entries of moves.
    """

    editions: tuple[Edition, ...]
    named: tuple[evidence.NamedTerms, ...] = ()

    def as_of(self, at: datetime) -> Edition | None:
        """The edition that the ticket stood under at an instant; ``None`` if that edition cannot be read."""
        if not self.named:
            return self._newest_by(at)
        sha256 = next((sha256 for recorded_at, sha256 in reversed(self.named) if recorded_at <= at), self.named[0][1])
        return next((edition for edition in self.editions if edition.reference.sha256 == sha256), None)

    def _newest_by(self, at: datetime) -> Edition | None:
        """The newest edition that was published by an instant, else the first. No entry tells more."""
        own = self.editions[-1]
        if own.published_at <= at:
            return own
        if len(self.editions) < own.number:
            return None
        return next((edition for edition in reversed(self.editions) if edition.published_at <= at), self.editions[0])


def edition_histories(version_by_ticket: Mapping[int, int]) -> dict[int, EditionHistory]:
    """The histories of tickets, by the versions that they stand under now; damaged tickets and versions are left out.

    Entries are read, in one statement, only of tickets under a later edition than the first.
    """
    editions = editions_up_to(version_by_ticket.values())
    readable = {ticket: editions[version] for ticket, version in version_by_ticket.items() if version in editions}
    extended = [ticket for ticket, own in readable.items() if own[-1].number > 1]
    named = evidence.terms_named_by_tickets(extended) if extended else {}
    return {
        ticket: EditionHistory(own, named.get(ticket, ()))
        for ticket, own in readable.items()
        if own[-1].number == 1 or ticket in named
    }


def editions_as_of(version_by_ticket: Mapping[int, int], as_of: datetime) -> dict[int, Edition]:
    """The editions that tickets stood under at an instant; tickets for which it cannot be read are left out."""
    histories = edition_histories(version_by_ticket)
    return {ticket: edition for ticket, history in histories.items() if (edition := history.as_of(as_of)) is not None}
