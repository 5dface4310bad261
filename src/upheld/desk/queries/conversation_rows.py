"""What was said about a ticket, and what its ledger tells → read models; one or two statements each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from upheld.accounts.models import User
from upheld.database import ask
from upheld.desk import models
from upheld.desk.queries import parts
from upheld.ledger.queries import EntryView, newest_entries
from upheld.operations.paging import Listing

# Written by hand: every ticket's page asks it.
MESSAGES = """
    SELECT m.id, m.kind, m.channel, m.automatic, m.via, m.from_customer, m.body, m.created_at, m.author_id, u.name
    FROM desk_message m LEFT JOIN accounts_user u ON u.id = m.author_id
    WHERE m.ticket_id = %(ticket)s AND (%(internal)s OR m.kind = %(public)s)
"""
ALL, BEFORE, NEWEST = " ORDER BY m.id", " AND m.id < %(before)s", " ORDER BY m.id DESC LIMIT %(most)s"


def messages(ticket_id: int, internal: bool, attached: bool) -> tuple[parts.MessageView, ...]:
    """What was said, oldest first; notes only where ``internal``."""
    return _said(MESSAGES + ALL, ticket_id, internal, attached)


def newest_messages(
    ticket_id: int, internal: bool, attached: bool, *, most: int, before: int | None = None
) -> Listing[parts.MessageView]:
    """The newest of them, or the newest before one of them; the newest first."""
    statement = MESSAGES + (BEFORE if before is not None else "") + NEWEST
    found = _said(statement, ticket_id, internal, attached, most=most + 1, before=before)
    return Listing(items=found[:most], after=str(found[most - 1].id) if len(found) > most else None)


def _said(
    statement: str, ticket_id: int, internal: bool, attached: bool, **given: int | None
) -> tuple[parts.MessageView, ...]:
    public = models.Message.Kind.PUBLIC.value
    said = ask(statement, {"ticket": ticket_id, "internal": internal, "public": public, **given})
    files = _attachments(ticket_id, [row[0] for row in said]) if attached and said else {}
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
        )
        for pk, kind, channel, automatic, via, from_customer, body, created_at, author_id, author in said
    )


def _attachments(ticket_id: int, messages: list[int]) -> dict[int | None, list[parts.AttachmentView]]:
    found: dict[int | None, list[parts.AttachmentView]] = defaultdict(list)
    between = {"message_id__gte": min(messages), "message_id__lte": max(messages)}
    rows = models.Attachment.objects.filter(ticket_id=ticket_id, **between)
    for row in rows.select_related("blob").order_by("pk"):
        found[row.message_id].append(
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
    return found


INTERNAL = "internal"
"""The mark of entries that tell of notes."""


def history(
    entries: Sequence[EntryView], internal: bool, known: Iterable[parts.PersonRef | None], most: int | None = None
) -> tuple[tuple[parts.HistoryLine, ...], str | None]:
    """The ledger's entries (the newest of them), and the cursor of what was before; notes only where ``internal``.

    Who is ``known`` is not looked up again.
    """
    readable = [entry for entry in entries if internal or not entry.document["data"].get(INTERNAL)]
    newest = readable if most is None else readable[-most:]
    return _lines(newest, known), str(newest[0].index) if len(newest) < len(readable) else None


def newest_history(
    ticket_id: int, organisation_id: int, internal: bool, *, most: int, before: int | None = None
) -> Listing[parts.HistoryLine]:
    """The newest entries, or the newest before one of them; the newest first."""
    found = newest_entries(
        ticket_id=ticket_id,
        organisation_id=organisation_id,
        most=most + 1,
        before=before,
        without=None if internal else INTERNAL,
    )
    return Listing(items=_lines(found[:most], ()), after=str(found[most - 1].index) if len(found) > most else None)


def _lines(documents: Sequence[EntryView], known: Iterable[parts.PersonRef | None]) -> tuple[parts.HistoryLine, ...]:
    people = _people({user for document in documents if (user := _user(document)) is not None}, known)
    return tuple(
        parts.HistoryLine(
            index=document.index,
            type=document.type,
            recorded_at=document.recorded_at,
            actor_kind=document.document["actor"]["kind"],
            actor=people.get(int(document.document["actor"]["id"])),
            data=document.document["data"],
            apart=frozenset(document.document.get("commit", ())),
        )
        for document in documents
    )


def _user(entry: EntryView) -> int | None:
    actor = entry.document["actor"]
    return int(actor["id"]) if actor["kind"] == "user" else None


def _people(wanted: AbstractSet[int], known: Iterable[parts.PersonRef | None]) -> dict[int, parts.PersonRef]:
    people = {one.id: one for one in known if one is not None and one.id in wanted}
    others = wanted - people.keys()
    rows = User.objects.filter(pk__in=others).values_list("pk", "name") if others else ()
    return people | {pk: parts.PersonRef(pk, name) for pk, name in rows}
