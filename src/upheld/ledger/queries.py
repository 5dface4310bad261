"""Reading the log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upheld.common.database import ask
from upheld.ledger import leaf
from upheld.ledger.events import ticket_subject
from upheld.ledger.models import Entry, Erasable


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a page shows it. ``document`` is the decoded leaf, ``sha256`` its leaf hash (RFC 6962)."""

    index: int
    type: str
    recorded_at: datetime
    document: dict[str, Any]


ENTRIES = """
    SELECT subject, index, type, recorded_at, leaf FROM ledger_entry
    WHERE subject = ANY(%(subjects)s) AND (%(types)s::text[] IS NULL OR type = ANY(%(types)s::text[]))
    ORDER BY organisation_id, index
"""


def entries_of(ticket_ids: Sequence[int], types: Collection[str] | None = None) -> dict[int, list[EntryView]]:
    """The entries of these tickets (of these types) in the order of their accounts, by ticket; one statement."""
    subjects = {ticket_subject(one): one for one in ticket_ids}
    found: dict[int, list[EntryView]] = defaultdict(list)
    wanted = {"subjects": list(subjects), "types": None if types is None else list(types)}
    for subject, index, kind, at, data in ask(ENTRIES, wanted):
        found[subjects[subject]].append(EntryView(index, kind, at, leaf.decode(data)))
    return found


NEWEST = """
    SELECT index, type, recorded_at, leaf FROM ledger_entry
    WHERE organisation_id = %(organisation)s AND subject = %(subject)s
        AND (%(before)s::bigint IS NULL OR index < %(before)s::bigint)
        AND (%(without)s::text IS NULL
            OR coalesce(convert_from(leaf, 'UTF8')::json #>> ARRAY['data', %(without)s::text], '0') = '0')
    ORDER BY organisation_id DESC, index DESC LIMIT %(most)s
"""


def newest_entries(
    *, organisation_id: int, ticket_id: int, most: int, before: int | None = None, without: str | None = None
) -> list[EntryView]:
    """The newest of a ticket's entries, or the newest before an index; the newest first, one statement.

    With ``without`` the entries whose data have this mark are left out.
    """
    given: dict[str, int | str] = {"organisation": organisation_id, "subject": ticket_subject(ticket_id)}
    rows = ask(NEWEST, {**given, "most": most, "before": before, "without": without})
    return [EntryView(index, kind, at, leaf.decode(data)) for index, kind, at, data in rows]


def entry_count(*, ticket_id: int, types: Collection[str] | None) -> int:
    """How many entries (of these types) a ticket has."""
    rows = Entry.objects.filter(subject=ticket_subject(ticket_id))
    return (rows if types is None else rows.filter(type__in=types)).count()


def private_texts(*, ticket_id: int, field: str) -> dict[int, str]:
    """The erasable texts of one name about a ticket, by the index of their entries; erased ones are not there."""
    rows = Erasable.objects.filter(entry__subject=ticket_subject(ticket_id), field=field)
    return dict(rows.values_list("entry__index", "value"))
