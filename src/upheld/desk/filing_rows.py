"""Inserts the rows of a new ticket in one statement, because customers wait for filing."""

from __future__ import annotations

import json
from operator import attrgetter

from upheld.accounts.actor import Actor
from upheld.database import ask
from upheld.desk.models import Ticket

COLUMNS = (
    "organisation_id",
    "subject",
    "state",
    "severity",
    "severity_asked",
    "product_id",
    "contract_version_id",
    "uncovered",
    "component",
    "platform",
    "sdk_version",
    "region",
    "environment",
    "requester_id",
    "tags",
    "revision",
    "filed_at",
    "updated_at",
)
INSERT = f"""
    WITH ticket AS (
        INSERT INTO desk_ticket ({", ".join(COLUMNS)}, evidence)
        VALUES ({"%s, " * len(COLUMNS)} %s::jsonb)
        RETURNING id, organisation_id, filed_at
    )
    INSERT INTO desk_message
        (organisation_id, ticket_id, kind, channel, automatic, via, author_id, from_customer, body, created_at)
    SELECT organisation_id, id, 'public', 'reply', false, %s, %s, %s, %s, filed_at FROM ticket
    RETURNING ticket_id, id
"""  # noqa: S608
_values = attrgetter(*COLUMNS)


def insert(ticket: Ticket, body: str, by: Actor) -> int:
    """Insert a ticket with its first message, set the ticket's number and return the message's.

    The message is the words of whoever files: of the vendor's person, if one files for a customer. Where the system
    files, they are the requester's.
    """
    author = ticket.requester_id if by.is_system else by.id
    message = by.token_kind, author, not by.is_staff, body
    [(ticket.pk, message_id)] = ask(INSERT, [*_values(ticket), json.dumps(ticket.evidence), *message])
    return int(message_id)
