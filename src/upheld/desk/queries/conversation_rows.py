"""Read models of a ticket's messages and ledger entries; one or two statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from upheld.accounts.models import User
from upheld.database import ask
from upheld.desk import models
from upheld.desk.queries import parts
from upheld.ledger.queries import EntryView, newest_entries
from upheld.operations.paging import Listing

PAGE_CHARACTERS = 300_000
"""The characters of messages that one page holds. The newest message is always whole."""
EXCERPT = 300
"""The characters that a page shows of a message beyond that."""

# Raw SQL, because every ticket page runs it.
MESSAGES = """
    SELECT m.id, m.kind, m.channel, m.automatic, m.via, m.from_customer, m.created_at, m.author_id, u.name,
        CASE WHEN sum(length(m.body)) OVER (ORDER BY m.id DESC) - length(m.body) < %(page)s THEN m.body
        ELSE left(m.body, %(excerpt)s) END, length(m.body)
    FROM desk_message m LEFT JOIN accounts_user u ON u.id = m.author_id
    WHERE m.ticket_id = %(ticket)s AND (%(internal)s OR m.kind = %(public)s)
"""
ALL, BEFORE, NEWEST = " ORDER BY m.id", " AND m.id < %(before)s", " ORDER BY m.id DESC LIMIT %(most)s"
ONLY = " AND m.id = %(message)s"


def messages(ticket_id: int, internal: bool, attached: bool) -> tuple[parts.MessageView, ...]:
    """Returns messages, oldest first; internal notes only if ``internal``. Older ones are shortened for a page."""
    return _message_views(MESSAGES + ALL, ticket_id, internal, attached)


def message(ticket_id: int, message_id: int, internal: bool) -> parts.MessageView | None:
    """Returns one message whole, or ``None``."""
    views = _message_views(MESSAGES + ONLY, ticket_id, internal, attached=True, message=message_id)
    return views[0] if views else None


def newest_messages(
    ticket_id: int, internal: bool, attached: bool, *, most: int, before: int | None = None
) -> Listing[parts.MessageView]:
    """Returns the newest messages, or the newest before a message; newest first, and as many as one page holds."""
    statement = MESSAGES + (BEFORE if before is not None else "") + NEWEST
    views = _message_views(statement, ticket_id, internal, attached, most=most + 1, before=before)
    whole = tuple(takewhile(lambda view: not view.shortened, views[:most]))
    return Listing(items=whole, after=str(whole[-1].id) if len(views) > len(whole) else None)


def _message_views(
    statement: str, ticket_id: int, internal: bool, attached: bool, **params: int | None
) -> tuple[parts.MessageView, ...]:
    public = models.Message.Kind.PUBLIC.value
    page = {"page": PAGE_CHARACTERS, "excerpt": EXCERPT}
    rows = ask(statement, {"ticket": ticket_id, "internal": internal, "public": public, **page, **params})
    files = _attachments(ticket_id, [row[0] for row in rows]) if attached and rows else {}
    return tuple(
        parts.MessageView(
            id=pk,
            kind=kind,
            channel=channel,
            automatic=automatic,
            via=via,
            author=None if author_id is None else parts.PersonRef(author_id, author),
            from_customer=from_customer,
            body=body,
            created_at=created_at,
            attachments=tuple(files.get(pk, ())),
            length=length,
        )
        for pk, kind, channel, automatic, via, from_customer, created_at, author_id, author, body, length in rows
    )


def _attachments(ticket_id: int, messages: list[int]) -> dict[int | None, list[parts.AttachmentView]]:
    files: dict[int | None, list[parts.AttachmentView]] = defaultdict(list)
    between = {"message_id__gte": min(messages), "message_id__lte": max(messages)}
    rows = models.Attachment.objects.filter(ticket_id=ticket_id, **between)
    for row in rows.select_related("blob").order_by("pk"):
        files[row.message_id].append(
            parts.AttachmentView(
                id=row.pk,
                message_id=row.message_id,
                name=row.name,
                content_type=row.content_type,
                size=row.blob.size,
                sha256=row.blob.sha256,
                uploaded_at=row.uploaded_at,
            )
        )
    return files


INTERNAL = "internal"
"""The field that marks entries about internal notes."""


def history(
    entries: Sequence[EntryView],
    internal: bool,
    known_people: Iterable[parts.PersonRef | None],
    most: int | None = None,
) -> tuple[tuple[parts.HistoryLine, ...], str | None]:
    """Returns the newest ledger entries, and the cursor of earlier ones; entries about notes only if ``internal``.

    ``known_people`` are not looked up again.
    """
    readable = [entry for entry in entries if internal or not entry.document["data"].get(INTERNAL)]
    newest = readable if most is None else readable[-most:]
    return history_lines(newest, known_people), str(newest[0].index) if len(newest) < len(readable) else None


def newest_history(
    ticket_id: int, organisation_id: int, internal: bool, *, most: int, before: int | None = None
) -> Listing[parts.HistoryLine]:
    """Returns the newest entries, or the newest before an entry; newest first."""
    entries = newest_entries(
        ticket_id=ticket_id,
        organisation_id=organisation_id,
        most=most + 1,
        before=before,
        without=None if internal else INTERNAL,
    )
    return Listing(
        items=history_lines(entries[:most], ()), after=str(entries[most - 1].index) if len(entries) > most else None
    )


def history_lines(
    entries: Sequence[EntryView], known_people: Iterable[parts.PersonRef | None]
) -> tuple[parts.HistoryLine, ...]:
    """Returns entries as lines, with the names of those who acted."""
    people = _people({user for entry in entries if (user := _user(entry)) is not None}, known_people)
    return tuple(
        parts.HistoryLine(
            index=entry.index,
            type=entry.type,
            recorded_at=entry.recorded_at,
            actor_kind=entry.document["actor"]["kind"],
            actor=people.get(int(entry.document["actor"]["id"])),
            data=entry.document["data"],
            apart=frozenset(entry.document.get("commit", ())),
        )
        for entry in entries
    )


def _user(entry: EntryView) -> int | None:
    actor = entry.document["actor"]
    return int(actor["id"]) if actor["kind"] == "user" else None


def _people(user_ids: AbstractSet[int], known_people: Iterable[parts.PersonRef | None]) -> dict[int, parts.PersonRef]:
    people = {person.id: person for person in known_people if person is not None and person.id in user_ids}
    others = user_ids - people.keys()
    rows = User.objects.filter(pk__in=others).values_list("pk", "name") if others else ()
    return people | {pk: parts.PersonRef(pk, name) for pk, name in rows}
