"""What goes to the log, and what never does.

Secrets in addresses, authorization headers and tokens are struck out of every record, whoever wrote it.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from upheld.ui.request_ids import request_id

HIDDEN = "•••"
SECRETS = (
    # Begins with a literal: a pattern that begins with a repetition is tried anew at each letter of a long word.
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+(@)"), rf"\1{HIDDEN}\2"),
    (re.compile(r"(?i)\b((?:bearer|basic|token)\s+)[\w.~+/=-]{8,}"), rf"\1{HIDDEN}"),
    (
        re.compile(
            r"(?i)((?:password|passwd|secret|token|api_?key|sessionid|csrftoken)[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;]+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"\buph_[\w-]{8,}"), HIDDEN),
    (re.compile(r"(/(?:enter|reset|invitation)/)[\w-]{8,}"), rf"\1{HIDDEN}"),
)


def redact(text: str) -> str:
    """``text`` without what looks like a secret."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


class RedactingFilter(logging.Filter):
    """Strikes secrets out of the message; the arguments are folded in first."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), None
        return True


class RequestFilter(logging.Filter):
    """Adds the id of the request that is being served: ``request_id`` for JSON, ``request`` for a line of text."""

    def filter(self, record: logging.LogRecord) -> bool:
        identifier = request_id()
        record.__dict__ |= {"request_id": identifier, "request": f"[{identifier}] " if identifier else ""}
        return True


class SuspicionFilter(logging.Filter):
    """Makes one line of each suspicious request, such as one with too many fields.

    Django logs a trace with each, but anybody can send such requests, and the trace says nothing about them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class TextFormatter(logging.Formatter):
    """One line a record; the trace, if any, below, redacted too. Times are in UTC, whatever the machine's zone."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return redact(super().formatException(ei))


class JsonFormatter(TextFormatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        document = {
            "at": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage(),
        }
        if identifier := getattr(record, "request_id", ""):
            document["request_id"] = identifier
        document |= getattr(record, "fields", {})
        if record.exc_info:
            document["trace"] = self.formatException(record.exc_info)
        return json.dumps(document, ensure_ascii=False)


def configuration(level: str, form: str) -> dict[str, Any]:
    """Django's LOGGING."""
    text = "%(asctime)s %(levelname)-7s %(name)s: %(request)s%(message)s"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "redact": {"()": "upheld.config.logs.RedactingFilter"},
            "request": {"()": "upheld.config.logs.RequestFilter"},
            "suspicion": {"()": "upheld.config.logs.SuspicionFilter"},
        },
        "formatters": {
            "text": {"()": "upheld.config.logs.TextFormatter", "format": text},
            "json": {"()": "upheld.config.logs.JsonFormatter"},
        },
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": form, "filters": ["suspicion", "redact", "request"]}
        },
        "root": {"handlers": ["out"], "level": level.upper()},
        "loggers": {"django.db.backends": {"level": "WARNING"}, "django.server": {"level": "WARNING"}},
    }
