"""The server has time zone data of its own, of whatever release: no statement asks it for a local time.

Local days, hours and months are reckoned here, with the pinned package (see `upheld`), and statements get UTC bounds.
"""

from __future__ import annotations

import re
import zoneinfo
from pathlib import Path

import pytest

from upheld.config import settings

SOURCE = Path(settings.__file__).resolve().parents[1]
PARTS = "date|time|year|iso_year|month|day|week|week_day|iso_week_day|quarter|hour|minute|second"
BANNED = re.compile(
    r"(?i:\bat\s+time\s+zone\b)"
    r"|(?i:\bset\s+(?:local\s+|session\s+)?time\s*zone\b)"
    r"|(?i:\bdate_(?:trunc|part|bin)\s*\()"
    r"|(?i:\b(?:current_date|localtimestamp)\b(?!\())"
    r"|(?i:::\s*(?:date|time|timestamp)\b(?!tz))"
    r"|\b(?:Trunc|Extract)[A-Z]\w*\s*\("
    rf"|__(?:{PARTS})(?:__\w+)?\s*="
    rf"|[\"']\w+__(?:{PARTS})(?:__\w+)?[\"']"
    r"|\.(?:dates|datetimes)\(\s*[\"']"
)


def banned(text: str) -> list[str]:
    return [found[0] for found in BANNED.finditer(text)]


def test_no_statement_asks_the_server_for_a_local_time() -> None:
    found = {
        str(path.relative_to(SOURCE)): words
        for suffix in ("*.py", "*.sql", "*.html")
        for path in SOURCE.rglob(suffix)
        if (words := banned(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "SELECT filed_at AT TIME ZONE 'Asia/Shanghai'",
        "SELECT decided_at at time  zone %s",
        "SET LOCAL TIME ZONE 'Asia/Tokyo'",
        "SELECT date_trunc('month', at)",
        "SELECT at::date",
        "WHERE day = CURRENT_DATE",
        "rows.annotate(month=TruncMonth('at', tzinfo=zone))",
        "rows.annotate(hour=ExtractHour('at'))",
        "rows.filter(filed_at__date=today)",
        "rows.filter(filed_at__week_day__in=days)",
        'rows.values("filed_at__month")',
        "rows.datetimes('filed_at', 'hour')",
    ],
)
def test_the_ban_sees_each_way_of_asking(line: str) -> None:
    assert banned(line)


@pytest.mark.parametrize(
    "line",
    ["at::timestamptz", "extract(epoch FROM at)", "def to_date(day: date) -> str:", "start_date = 1", "at.time()"],
)
def test_what_depends_on_no_zone_is_allowed(line: str) -> None:
    assert banned(line) == []


def test_the_machines_own_zones_are_not_looked_at() -> None:
    assert zoneinfo.TZPATH == ()
