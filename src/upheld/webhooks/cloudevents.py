"""The body of a webhook: a CloudEvents 1.0 event in its JSON form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

CONTENT_TYPE = "application/cloudevents+json"


def body(*, key: str, source: str, kind: str, subject: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The bytes to send. The same event gives the same bytes at every attempt."""
    event = {
        "specversion": "1.0",
        "id": key,
        "source": source,
        "type": kind,
        "subject": subject,
        "time": at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": data,
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
