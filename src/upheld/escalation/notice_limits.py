"""Bounds how many mails about deadlines one person gets within an hour because of the tickets of one customer.

What is over goes into the person's digest, so that nothing is lost. Other customers have bounds of their own: notices
about them are sent separately however much one customer files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from upheld.database import ask
from upheld.escalation.act_limits import ACCOUNT_SHARE, HOUR, RECIPIENT_LIMIT

LIMIT = RECIPIENT_LIMIT // ACCOUNT_SHARE
"""How many mails about deadlines of one customer's tickets a person gets within an hour, as for mails about acts."""
COUNTS = """
    SELECT recipient, organisation_id, count(*) FROM common_parcel
    WHERE template = 'escalation' AND recipient = ANY(%s) AND created_at > %s GROUP BY recipient, organisation_id
"""
Pair = tuple[str, int]
"""A recipient's address and a customer."""


def places(pairs: Iterable[Pair], *, now: datetime) -> list[int]:
    """Return for each mail, in order, how many there were before it within the hour to its recipient and customer."""
    pairs = list(pairs)
    if not pairs:
        return []
    counts: Counter[Pair] = Counter()
    for recipient, organisation, number in ask(COUNTS, [sorted({address for address, _ in pairs}), now - HOUR]):
        counts[recipient, organisation] = number
    numbers = []
    for pair in pairs:
        numbers.append(counts[pair])
        counts[pair] += 1
    return numbers
