"""Queries for ledger entries."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from upheld.database import ask
from upheld.database.unreadable import Unreadable
from upheld.ledger import leaf
from upheld.ledger.events import GroupJoined, GroupLeft, RoleGiven, RoleTaken, person_subject, ticket_subject
from upheld.ledger.models import Entry, Erasable
from upheld.operations.errors import Damaged

log = logging.getLogger(__name__)
EntryKey = tuple[str, int]
"""The subject and the index of an entry."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as a page shows it. ``document`` is the decoded leaf, ``texts`` its private texts where they were read.

    An erased text is not among ``texts``.
    """

    index: int
    type: str
    recorded_at: datetime
    document: dict[str, Any]
    subject: str
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> EntryKey:
        """Identifies the entry among those of all accounts' tickets."""
        return self.subject, self.index


class UnreadableEntry(Damaged, ValueError):
    """The leaf of an entry is damaged."""

    def __init__(self, index: int, subject: str) -> None:
        super().__init__("entry", index=index, subject=subject)


class Data(dict[str, Any]):
    """The data of an entry. A missing key that a reader needs means that the leaf is damaged."""

    def __init__(self, values: Mapping[str, Any], index: int, subject: str) -> None:
        super().__init__(values)
        self._place = index, subject

    def __missing__(self, key: str) -> Any:
        raise UnreadableEntry(*self._place) from KeyError(key)


def entry_from(index: int, kind: str, at: datetime, data: bytes, subject: str) -> EntryView:
    """Build an entry from its row. Raises ``UnreadableEntry`` here, or later if its data lack a key that is read."""
    try:
        document: dict[str, Any] = leaf.decode(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableEntry(index, subject) from error
    if isinstance(at, Unreadable) or not isinstance(document, dict) or not _is_whole(document):
        raise UnreadableEntry(index, subject)
    document |= {"data": Data(document["data"], index, subject)}
    return EntryView(index, kind, at, document, subject)


def _is_whole(document: Mapping[str, Any]) -> bool:
    """Return whether a document has the fields that every entry has, with the right types."""
    actor = document.get("actor")
    if not isinstance(actor, dict) or not isinstance(actor.get("kind"), str) or "type" not in document:
        return False
    number = actor.get("id")
    return isinstance(number, str) and number.isdecimal() and isinstance(document.get("data"), dict)


PEOPLE = tuple(event.kind for event in (RoleGiven, RoleTaken, GroupJoined, GroupLeft))
"""Kinds of entries of the vendor's log about its people."""
ENTRIES = """
    SELECT subject, index, type, recorded_at, leaf FROM ledger_entry
    WHERE subject = ANY(%(subjects)s) AND (%(types)s::text[] IS NULL OR type = ANY(%(types)s::text[]))
    ORDER BY organisation_id, index
"""


def entries_of(ticket_ids: Sequence[int], types: Collection[str] | None = None) -> dict[int, list[EntryView]]:
    """The entries of these tickets (of these types) in the order of their accounts, by ticket; one statement."""
    return _entries_about({ticket_subject(ticket_id): ticket_id for ticket_id in ticket_ids}, types)


ENTRIES_WITH_TEXTS = """
    SELECT subject, index, type, recorded_at, leaf, CASE WHEN type = ANY(%(with_texts)s::text[]) THEN (
        SELECT json_object_agg(field, value)::text FROM ledger_erasable WHERE entry_id = entry.id
    ) END
    FROM ledger_entry entry WHERE subject = ANY(%(subjects)s) AND type = ANY(%(types)s::text[])
    ORDER BY organisation_id, index
"""


def entries_with_texts(
    ticket_ids: Sequence[int],
    *,
    types: Collection[str],
    with_texts: Collection[str],
    decoded: Mapping[EntryKey, EntryView] = MappingProxyType({}),
) -> dict[int, list[EntryView]]:
    """The entries of these types as `entries_of`, with the private texts of those in ``with_texts``; one statement.

    Leaves never change, so entries among ``decoded`` are not decoded again. Texts are always read anew.
    """
    subjects = {ticket_subject(ticket_id): ticket_id for ticket_id in ticket_ids}
    entries: dict[int, list[EntryView]] = defaultdict(list)
    params = {"subjects": list(subjects), "types": list(types), "with_texts": list(with_texts)}
    for subject, index, kind, at, data, texts in ask(ENTRIES_WITH_TEXTS, params):
        view = decoded.get((subject, index)) or entry_from(index, kind, at, data, subject)
        entries[subjects[subject]].append(replace(view, texts=json.loads(texts)) if texts else view)
    return entries


def changes_of_people(person_ids: Sequence[int]) -> dict[int, list[EntryView]]:
    """The changes of these people's roles and groups in the vendor's log, oldest first, by person; one statement."""
    return _entries_about({person_subject(person_id): person_id for person_id in person_ids}, PEOPLE)


def entries_about(subject: str, types: Collection[str]) -> list[EntryView]:
    """The entries of these types about a subject, oldest first; one statement."""
    return _entries_about({subject: 0}, types)[0]


def _entries_about(subjects: Mapping[str, int], types: Collection[str] | None) -> dict[int, list[EntryView]]:
    entries: dict[int, list[EntryView]] = defaultdict(list)
    params = {"subjects": list(subjects), "types": None if types is None else list(types)}
    for subject, index, kind, at, data in ask(ENTRIES, params):
        entries[subjects[subject]].append(entry_from(index, kind, at, data, subject))
    return entries


CHANGES = """
    WITH changes AS (
        SELECT index, type, recorded_at, leaf, subject, position(%(mark)s::bytea IN leaf) > 0 AS of_role
        FROM ledger_entry JOIN accounts_organisation owner ON owner.id = organisation_id
        WHERE owner.kind = 'vendor' AND type = ANY(%(types)s)
    )
    SELECT index, type, recorded_at, leaf FROM changes
    WHERE (%(before)s::bigint IS NULL OR index < %(before)s::bigint)
        AND (subject = ANY(%(subjects)s) OR subject IN (SELECT subject FROM changes WHERE of_role))
    ORDER BY index DESC LIMIT %(most)s
"""


def changes_about_role(
    *, role: str, person_ids: Sequence[int], most: int, before: int | None = None
) -> list[EntryView]:
    """The newest changes of roles and groups of those who ever held a role, and of these people; newest first.

    Those of the vendor's log only; one statement. Damaged entries are logged and left out. No leaf is read by the
    server, which would refuse the whole statement for one that is damaged: roles are words, so their bytes are looked
    for.
    """
    params = {"types": list(PEOPLE), "subjects": [person_subject(person_id) for person_id in person_ids]}
    mark = f'"role":"{role}"'.encode()
    rows = ask(CHANGES, {**params, "mark": mark, "most": most, "before": before})
    return list(_readable(rows))


def _readable(rows: Iterable[Sequence[Any]]) -> Iterator[EntryView]:
    for index, kind, at, data in rows:
        try:
            yield entry_from(index, kind, at, data, "the vendor")
        except UnreadableEntry:
            log.exception("entry %s (%s) of the vendor's log cannot be read", index, kind)


def leaves_of(subjects: Collection[str], types: Collection[str], until: datetime) -> dict[str, list[str]]:
    """The leaves of these types as they are stored, by subject, in the order of their accounts; one statement."""
    leaves: dict[str, list[str]] = defaultdict(list)
    for subject, _, _, at, data in ask(ENTRIES, {"subjects": list(subjects), "types": list(types)}):
        if at <= until:
            leaves[subject].append(bytes(data).decode())
    return leaves


def salts_of(subjects: Collection[str], kind: str, field: str) -> dict[str, bytes]:
    """The salts of a private field of entries of one type, by subject; erased ones are not there."""
    rows = Erasable.objects.filter(entry__subject__in=subjects, entry__type=kind, field=field)
    return {subject: bytes(salt) for subject, salt in rows.values_list("entry__subject", "salt")}


NEWEST = """
    SELECT index, type, recorded_at, leaf FROM ledger_entry
    WHERE organisation_id = %(organisation)s AND subject = %(subject)s
        AND (%(before)s::bigint IS NULL OR index < %(before)s::bigint)
        AND (%(without)s::bytea IS NULL OR position(%(without)s::bytea IN leaf) = 0)
    ORDER BY organisation_id DESC, index DESC LIMIT %(most)s
"""


def newest_entries(
    *, organisation_id: int, ticket_id: int, most: int, before: int | None = None, without: str | None = None
) -> list[EntryView]:
    """The newest of a ticket's entries, or the newest before an index; the newest first, one statement.

    With ``without`` the entries whose data have this mark are left out. The server looks for its bytes, which no text
    can hold, for quotes in a text are escaped: read as JSON, one damaged leaf would make it refuse the statement.
    """
    subject = ticket_subject(ticket_id)
    mark = None if without is None else f'"{without}":1'.encode()
    about = {"organisation": organisation_id, "subject": subject}
    rows = ask(NEWEST, {**about, "most": most, "before": before, "without": mark})
    return [entry_from(index, kind, at, data, subject) for index, kind, at, data in rows]


AHEAD = """
    SELECT name, last_recorded_at - clock_timestamp() FROM ledger_head
    JOIN accounts_organisation ON accounts_organisation.id = organisation_id
    WHERE last_recorded_at > clock_timestamp() + interval '5 seconds' ORDER BY last_recorded_at DESC
"""


def accounts_ahead() -> list[tuple[str, timedelta]]:
    """The accounts whose last act is dated later than the database's clock shows, by name, and by how much."""
    return [(name, ahead) for name, ahead in ask(AHEAD, [])]


COUNT_AHEAD = "SELECT count(*) FROM ledger_head WHERE last_recorded_at > clock_timestamp() + interval '5 seconds'"


def count_ahead() -> int:
    """How many accounts are dated later than the database's clock shows: one look at a row for each account."""
    [(count,)] = ask(COUNT_AHEAD, [])
    return int(count)


def entry_count(*, ticket_id: int, types: Collection[str] | None) -> int:
    """How many entries (of these types) a ticket has."""
    rows = Entry.objects.filter(subject=ticket_subject(ticket_id))
    return (rows if types is None else rows.filter(type__in=types)).count()


def private_texts(*, ticket_id: int, field: str) -> dict[int, str]:
    """The erasable texts of one name about a ticket, by the index of their entries; erased ones are not there."""
    rows = Erasable.objects.filter(entry__subject=ticket_subject(ticket_id), field=field)
    return dict(rows.values_list("entry__index", "value"))
