"""Rate limits of attempts, counted in a sliding window.

The sliding window is computed from two fixed windows: the count of the previous one is weighted by the share of it that
the sliding window still covers. An attempt is counted by its own statement *before* the work, outside any operation, so
that neither a refusal nor a crash undoes it. The limited subject is stored as a keyed digest only.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.db import connection
from django.utils.crypto import salted_hmac

from upheld.database import ask
from upheld.operations.errors import ComeAgain

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` attempts within ``window``."""

    name: str
    most: int
    window: timedelta


SIGN_IN_ADDRESS = Limit("sign_in.address", 10, timedelta(minutes=15))
SIGN_IN_NETWORK = Limit("sign_in.network", 100, timedelta(minutes=15))
SIGN_IN_DEVICE = Limit("sign_in.device", 10, timedelta(minutes=15))
SIGN_IN_PERSON = Limit("sign_in.person", 30, timedelta(minutes=15))
RESET_ADDRESS = Limit("reset.address", 3, timedelta(hours=1))
RESET_NETWORK = Limit("reset.network", 30, timedelta(hours=1))
LINK_NETWORK = Limit("link.network", 60, timedelta(minutes=15))
PASSWORD_PERSON = Limit("password.person", 10, timedelta(minutes=15))
INVITE_PERSON = Limit("invite.person", 60, timedelta(hours=1))
INVITE_ORGANISATION = Limit("invite.organisation", 100, timedelta(hours=1))
INVITE_ADDRESS = Limit("invite.address", 5, timedelta(hours=1))


class TooManyAttempts(ComeAgain):
    """Too many attempts within the window of a limit."""


def count(limit: Limit, subject: str, *, now: datetime, weight: int = 1) -> None:
    """Count one attempt, or ``weight`` of them. Raises TooManyAttempts where there would be more than ``limit.most``.

    A refused attempt is not counted, so that whoever goes on trying is not refused for longer.
    """
    window_at = window_start(limit, now)
    key, earlier_at = _key(limit, subject), window_at - limit.window
    passed = (now - window_at) / limit.window
    if ask(_COUNT, [1 - passed, key, earlier_at, key, window_at, weight, weight, limit.most, limit.most]):
        return
    counts = dict(ask(_COUNTS, [key, earlier_at, window_at]))
    windows = _until_room(limit.most - weight, counts.get(window_at, 0), counts.get(earlier_at, 0)) - passed
    seconds = max(0, math.floor(windows * limit.window.total_seconds())) + 1
    raise TooManyAttempts("too_many_attempts", seconds=seconds, minutes=-(-seconds // 60))


def give_back(limit: Limit, subject: str, *, now: datetime) -> None:
    """Take back the attempt just counted, because it succeeded and only failures are limited."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [_key(limit, subject), window_start(limit, now)])


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """Returns the network that identifies a client: an IPv4 address or an IPv6 /64; ``unknown`` if invalid."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    if mapped is not None or isinstance(parsed, ipaddress.IPv4Address):
        return str(mapped or parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def window_start(limit: Limit, now: datetime) -> datetime:
    """Returns the start of the fixed window that contains ``now``."""
    return now - (now - EPOCH) % limit.window


def _until_room(room: int, current: int, previous: int) -> float:
    """How many windows after the start of the present one at most ``room`` attempts count, if no more are made."""
    if current > room:
        return 2 - (room / current if room > 0 else 0)
    return 1 - (room - current) / max(1, previous)


def _key(limit: Limit, subject: str) -> str:
    return f"{limit.name}:{salted_hmac('upheld.limits', subject, algorithm='sha256').hexdigest()[:40]}"


_COUNT = """
    WITH earlier AS (
        SELECT ceil(coalesce(max(a.count), 0) * %s::float8) AS count
        FROM accounts_attempt a WHERE a.key = %s AND a.window_at = %s
    )
    INSERT INTO accounts_attempt AS attempt (key, window_at, count)
    SELECT %s, %s, %s FROM earlier WHERE earlier.count + %s <= %s
    ON CONFLICT (key, window_at) DO UPDATE SET count = attempt.count + excluded.count
    WHERE attempt.count + excluded.count + (SELECT earlier.count FROM earlier) <= %s
    RETURNING count
"""
_COUNTS = "SELECT window_at, count FROM accounts_attempt WHERE key = %s AND window_at IN (%s, %s)"
_GIVE_BACK = "UPDATE accounts_attempt SET count = greatest(count - 1, 0) WHERE key = %s AND window_at = %s"
