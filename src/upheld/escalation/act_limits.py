"""Bounds how many mails about acts one person gets, and one person causes, within an hour over all tickets.

What is over goes into one mail for each recipient at the end of the hour, which names the tickets. Notices about
deadlines are no mails about acts; `notice_limits` bounds them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from upheld.database import ask, send_later
from upheld.i18n.words import say
from upheld.outbox.enqueue import Mail

HOUR = timedelta(hours=1)
GRACE = timedelta(minutes=1)
"""A summary is sent so long after its hour, so that acts of the hour's last second still reach it."""
RECIPIENT_LIMIT = 120
"""How many mails about acts a person gets within an hour."""
SENDER_LIMIT = 300
"""How many mails about acts the acts of a person cause within an hour."""
ACCOUNT_SHARE = 2
"""Tickets of one customer cause at most one in so many of either, so that they do not delay mails about others."""
TEMPLATE = "acts"
ENTRIES_MAX = 100
"""The most tickets that a summary names."""
COUNTS = """
    SELECT recipient, organisation_id, count(*) FROM common_parcel
    WHERE template = 'act' AND recipient = ANY(%s) AND created_at > %s GROUP BY recipient, organisation_id
    UNION ALL
    SELECT '', organisation_id, count(*) FROM common_parcel
    WHERE template = 'act' AND sender_id = %s AND created_at > %s GROUP BY organisation_id
"""
Key = tuple[str, int | None, int | None]
"""A recipient, or else a sender, and an organisation or all of them (``None``)."""
ADD = """
    WITH incoming AS (SELECT unnest(%s::text[]) AS key, unnest(%s::text[])::jsonb AS entries),
    locked AS (
        SELECT id FROM common_parcel
        WHERE key IN (SELECT key FROM incoming) AND state = 'waiting' AND jsonb_array_length(content->'entries') < %s
        ORDER BY id FOR UPDATE
    )
    UPDATE common_parcel parcel SET content = jsonb_set(content, '{entries}', (
        SELECT jsonb_agg(entry ORDER BY (entry->'number')::bigint) FROM (
            SELECT DISTINCT entry FROM jsonb_array_elements(parcel.content->'entries' || incoming.entries) entry
        ) entries
    ))
    FROM incoming, locked WHERE parcel.id = locked.id AND parcel.key = incoming.key
"""


@dataclass(frozen=True, slots=True)
class ActMail:
    """A mail about an act, to the person of this id, caused by ``sender_id`` unless by the system."""

    mail: Mail
    person_id: int

    @property
    def entry(self) -> dict[str, Any]:
        """What a summary says of it."""
        return {"number": self.mail.ticket_id, "link": self.mail.content["link"]}


def within_limits(mails: Sequence[ActMail], *, now: datetime) -> tuple[list[Mail], list[Mail]]:
    """Return the mails to be sent by themselves, and the summaries that stand for the others."""
    own: list[Mail] = []
    over: list[ActMail] = []
    counts = _counts([mail.mail for mail in mails], now)
    for act_mail in mails:
        limits = _limits(act_mail.mail)
        if any(counts[key] >= most for key, most in limits.items()):
            over.append(act_mail)
        else:
            mail = act_mail.mail
            own.append(replace(mail, turn=1 + counts[mail.to, None, mail.organisation_id]))
            counts.update(limits.keys())
    return own, _summaries(over, now)


def add_to_summaries(summaries: Sequence[Mail]) -> None:
    """Name the tickets in summaries that were enqueued by earlier acts."""
    if summaries:
        entries = [json.dumps(mail.content["entries"]) for mail in summaries]
        send_later(ADD, [[mail.key for mail in summaries], entries, ENTRIES_MAX])


def _limits(mail: Mail) -> dict[Key, int]:
    """The limits that a mail counts against."""
    limits: dict[Key, int] = {
        (mail.to, None, None): RECIPIENT_LIMIT,
        (mail.to, None, mail.organisation_id): RECIPIENT_LIMIT // ACCOUNT_SHARE,
    }
    if mail.sender_id:
        limits["", mail.sender_id, None] = SENDER_LIMIT
        limits["", mail.sender_id, mail.organisation_id] = SENDER_LIMIT // ACCOUNT_SHARE
    return limits


def _counts(mails: Sequence[Mail], now: datetime) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    since = now - HOUR
    for sender in {mail.sender_id for mail in mails}:
        recipients = sorted({mail.to for mail in mails if mail.sender_id == sender})
        totals: Counter[Key] = Counter()
        for recipient, organisation, number in ask(COUNTS, [recipients, since, sender, since]):
            person = (recipient, None) if recipient else ("", sender)
            counts[(*person, organisation)] = number
            totals[(*person, None)] += number
        for key, number in totals.items():
            counts[key] = number
    return counts


def _summaries(mails: Sequence[ActMail], now: datetime) -> list[Mail]:
    """A summary for each recipient, in the order of their keys: all acts lock them in the same order."""
    entries: dict[str, dict[int | None, dict[str, Any]]] = {}
    summaries = {}
    for act_mail in mails:
        summary = _summary(act_mail, now)
        summaries[summary.key] = summary
        entries.setdefault(summary.key, {})[act_mail.mail.ticket_id] = act_mail.entry
    named = {key: list(tickets.values())[:ENTRIES_MAX] for key, tickets in entries.items()}
    return [replace(summaries[key], content={**summaries[key].content, "entries": named[key]}) for key in sorted(named)]


def _summary(act_mail: ActMail, now: datetime) -> Mail:
    end = now.replace(minute=0, second=0, microsecond=0) + HOUR
    mail = act_mail.mail
    return Mail(
        key=f"acts:{end.isoformat()}:{act_mail.person_id}",
        to=mail.to,
        template=TEMPLATE,
        language=mail.language,
        content={"headline": say("act.summary", lang=mail.language)},
        delay=end + GRACE - now,
    )
