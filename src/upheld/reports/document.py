"""Serializes a report deterministically: the same figures give the same bytes, so that a hash identifies them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from upheld.reports.tally import Figure
from upheld.sla.attainments import Row, write_attainment
from upheld.sla.instant import write_seconds
from upheld.sla.terms.amounts import write_share

FORMAT = "attainment/1"


def figure_of(figure: Figure) -> dict[str, Any]:
    """A figure as public data."""
    return row_of(figure.row) | {"goals": [write_share(goal) for goal in figure.goals]}


def row_of(row: Row) -> dict[str, Any]:
    """A row as public data: durations in seconds, attainment rounded down to two decimals, empty for none."""
    return {
        "objective": row.objective,
        "severity": row.severity,
        **dict(row.dimensions),
        "met": row.met,
        "missed": row.missed,
        "excluded": row.excluded,
        "provisional": row.provisional,
        "cancelled": dict(row.cancelled),
        "attainment": write_attainment(row.attainment),
        "speed": {str(share): write_seconds(span) for share, span in row.speed.items()},
        "lateness": {str(share): write_seconds(span) for share, span in row.lateness.items()},
    }


def canonical(document: Mapping[str, Any]) -> bytes:
    """The canonical JSON of a document: UTF-8, sorted keys, no spaces, a final newline."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def sha256(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document's canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(document)).hexdigest()
