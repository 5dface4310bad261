"""All options of an installation, as data for the settings and for ``upheld check --settings``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from upheld.config import env, kinds
from upheld.config.env import Option


def default_data_dir(environ: Mapping[str, str]) -> str:
    """Where data lives unless UPHELD_DATA_DIR says otherwise."""
    home = environ.get("XDG_DATA_HOME") or str(Path(environ.get("HOME") or "~").expanduser() / ".local/share")
    return f"{home}/upheld"


EMBEDDED_THREADS = 80
"""Web threads, each with a connection; the embedded server takes 120, and workers and commands need some."""

QUOTA = kinds.size("1MB", "1000000GB")
LISTEN = "127.0.0.1:8000"
ADDRESS_FILE = "address"
"""In the data folder: where the server listened last."""

OPTIONS: tuple[Option, ...] = (
    Option(
        "UPHELD_DATA_DIR",
        kinds.PATH,
        None,
        "Folder of the embedded database, the secret key and, by default, outgoing mail. "
        "Absent: upheld in the user's data folder (~/.local/share/upheld).",
    ),
    Option(
        "UPHELD_DATABASE_URL",
        kinds.DATABASE,
        None,
        "Your own PostgreSQL 15–18, as the application's role, which must not own the tables. "
        "Absent: an embedded PostgreSQL in the data folder.",
        secret=True,
    ),
    Option(
        "UPHELD_MIGRATE_URL",
        kinds.DATABASE,
        None,
        "The same database as the role that owns the tables; used by upheld migrate, backup and restore only. "
        "Absent: the same as UPHELD_DATABASE_URL.",
        secret=True,
    ),
    Option(
        "UPHELD_PG_BIN",
        kinds.PATH,
        None,
        "Folder of PostgreSQL's programs, for the embedded database and for backups. Absent: looked up.",
    ),
    Option(
        "UPHELD_DATABASE_TIMEOUT",
        kinds.duration("100ms", "1h"),
        "30s",
        "A statement of a web page that takes longer is ended.",
    ),
    Option(
        "UPHELD_SECRET_KEY",
        kinds.TOKEN,
        None,
        "Signs sessions and links. Absent: made once and kept in the data folder.",
        secret=True,
    ),
    Option(
        "UPHELD_SECRET_KEY_FALLBACKS",
        kinds.TOKENS,
        "",
        "Earlier secret keys whose signatures are still accepted, separated by commas.",
        secret=True,
    ),
    Option(
        "UPHELD_BASE_URL",
        kinds.BASE_URL,
        None,
        "The address people use; links in mail begin with it. With https, cookies are sent over https only. "
        "Absent: http and where UPHELD_LISTEN says, or else where the server of the data folder listened last.",
    ),
    Option(
        "UPHELD_ALLOWED_HOSTS", kinds.HOSTS, "", "Further host names that are answered, besides the base address's."
    ),
    Option(
        "UPHELD_BEHIND_PROXY",
        kinds.BOOLEAN,
        "no",
        "A proxy in front sets X-Forwarded-Proto and X-Forwarded-For, and drops what clients send under these names.",
    ),
    Option("UPHELD_LISTEN", kinds.LISTEN, LISTEN, "Where upheld serve and upheld web listen."),
    Option("UPHELD_WEB_WORKERS", kinds.whole(1, 64), "2", "Web processes."),
    Option("UPHELD_WEB_THREADS", kinds.whole(1, 64), "4", "Threads in each web process; each keeps one connection."),
    Option("UPHELD_WORKERS", kinds.whole(1, 16), "1", "Worker processes started by upheld serve."),
    Option(
        "UPHELD_STOP_WITHIN",
        kinds.duration("1s", "10min"),
        "10s",
        "How long requests and duties under way may take when stopping.",
    ),
    Option(
        "UPHELD_MAIL_URL",
        kinds.MAIL,
        None,
        "Where mail goes. Absent: files in the data folder's mail folder.",
        secret=True,
    ),
    Option(
        "UPHELD_SMTP_TLS",
        kinds.one_of("required", "opportunistic", "off"),
        "opportunistic",
        "STARTTLS with smtp://: required never sends in clear text, and checks the certificate of this machine too; "
        "opportunistic uses it where it is offered.",
    ),
    Option("UPHELD_MAIL_FROM", kinds.SENDER, "Support <support@localhost>", "Sender of outgoing mail."),
    Option(
        "UPHELD_WEBHOOK_NETWORKS",
        kinds.NETWORKS,
        "",
        "Private networks that webhooks may be sent to, at any port. Absent: public addresses, ports 80 and 443 only.",
    ),
    Option("UPHELD_LANGUAGE", kinds.one_of("en", "zh-hans"), "en", "Language for people who have not chosen one."),
    Option("UPHELD_TIME_ZONE", kinds.ZONE, "UTC", "Zone for people who have not chosen one."),
    Option("UPHELD_UPLOAD_LIMIT", kinds.size("1KB", "256MB"), "25MB", "Largest attachment."),
    Option(
        "UPHELD_UPLOADS_PER_TICKET",
        QUOTA,
        "1GB",
        "Largest sum of the attachments of one ticket.",
    ),
    Option(
        "UPHELD_UPLOADS_PER_ORGANISATION",
        QUOTA,
        "20GB",
        "Largest sum of the attachments of one customer.",
    ),
    Option("UPHELD_UPLOADS_TOTAL", QUOTA, "100GB", "Largest sum of all attachments."),
    Option("UPHELD_API_RATE", kinds.whole(100, 10_000_000), "30000", "Calls of the API a minute by one token."),
    Option(
        "UPHELD_METRICS_TOKEN",
        kinds.TOKEN,
        None,
        "Bearer token that /metrics asks for. Absent: answered only where UPHELD_BASE_URL is this machine.",
        secret=True,
    ),
    Option(
        "UPHELD_BACKUP_DIR",
        kinds.PATH,
        None,
        "Folder of scheduled backups. Absent: backups in the data folder; better is a folder on another disk.",
    ),
    Option("UPHELD_LOG_LEVEL", kinds.one_of("debug", "info", "warning", "error"), "info", "How much is logged."),
    Option("UPHELD_ACCESS_LOG", kinds.BOOLEAN, "yes", "One line of the log for each request, at the level info."),
    Option("UPHELD_LOG_FORMAT", kinds.one_of("text", "json"), "text", "One line of text, or one JSON object a line."),
    Option(
        "UPHELD_DEBUG", kinds.BOOLEAN, "no", "Error pages with details and no caching. Never where others can reach it."
    ),
)


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All options by key, with the data folder filled in. Raises `env.WrongSettings` with every problem found."""
    environ = os.environ if environ is None else environ
    unknown = env.unknown(OPTIONS, environ)
    values = env.read(OPTIONS, environ, problems=unknown)
    if problems := list(_conflicts(values)):
        raise env.WrongSettings(problems)
    values["data_dir"] = values["data_dir"] or kinds.PATH.parse(default_data_dir(environ))
    values["backup_dir"] = values["backup_dir"] or values["data_dir"] / "backups"
    if not values["base_url"]:
        served = None if environ.get("UPHELD_LISTEN") else served_at(values["data_dir"])
        values["base_url"] = _own_address(*(served or values["listen"]))
    return values


def served_at(data_dir: Path) -> tuple[str, int] | None:
    """Where `upheld serve` or `upheld web` of this data folder listened last."""
    try:
        address: tuple[str, int] = kinds.LISTEN.parse((data_dir / ADDRESS_FILE).read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None
    return address


def _conflicts(values: dict[str, Any]) -> Iterator[str]:
    """Problems of settings that are valid alone but not together."""
    if values["migrate_url"] and not values["database_url"]:
        yield (
            "UPHELD_MIGRATE_URL: has no meaning without UPHELD_DATABASE_URL; set both for a server of your own, "
            "or neither for the embedded one"
        )
    if values["smtp_tls"] == "off" and (values["mail_url"] or "").startswith("smtps:"):
        yield (
            "UPHELD_SMTP_TLS: off contradicts smtps:// in UPHELD_MAIL_URL, which is encrypted; "
            "leave it out, or write smtp://"
        )
    threads = values["web_workers"] * values["web_threads"]
    if not values["database_url"] and threads > EMBEDDED_THREADS:
        yield (
            f"UPHELD_WEB_THREADS: {values['web_workers']} web processes with {values['web_threads']} threads keep "
            f"{threads} connections; the embedded database has room for {EMBEDDED_THREADS} of them"
        )


def _own_address(host: str, port: int) -> str:
    reachable_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{reachable_host}:{port}"
