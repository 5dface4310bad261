"""Django's two database connections: as the application's role, and as the owner of the tables."""

from __future__ import annotations

from typing import Any

from upheld.config import kinds
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, Layout

OLDEST, NEWEST = 15, 18


class UnfitServer(Exception):
    """The PostgreSQL server is of a version that is not supported."""


def embedded(options: dict[str, Any]) -> Layout:
    """Where the embedded database of this installation is."""
    return Layout(options["data_dir"] / "postgres")


def aliases(options: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Django's DATABASES. ``owner`` serves migrations, backup and restore; nothing else uses it."""
    app_url = options["database_url"] or embedded(options).url(APP_ROLE)
    owner_url = options["migrate_url"] or options["database_url"] or embedded(options).url(OWNER_ROLE)
    timeout = int(options["database_timeout"].total_seconds() * 1000)
    return {"default": _alias(app_url, timeout), "owner": _alias(owner_url, 0)}


def _alias(url: str, timeout_ms: int) -> dict[str, Any]:
    parts = kinds.database(url)
    credentials = {key.upper(): parts.pop(key, "") for key in ("user", "password", "host", "port")}
    session = parts.pop("options", "")
    # JIT compilation costs more than it saves for our short statements.
    plans = "-c jit=off"
    # Defaults of a server, database or role that would hide the tables, or write what the driver cannot read.
    forms = "-c search_path=public -c datestyle=ISO -c intervalstyle=postgres"
    limits = f"-c statement_timeout={timeout_ms} -c idle_in_transaction_session_timeout=60000 {plans} {forms}"
    return {
        "ENGINE": "upheld.database",
        "NAME": parts.pop("dbname"),
        **credentials,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 10,
            "server_side_binding": True,
            "prepare_threshold": 5,
            "application_name": "upheld",
            "options": f"{session} {limits}".strip(),
            **parts,
        },
    }


def refuse_unfit(server_version: int) -> None:
    """``server_version`` as the server tells it (180004 is 18.4). Raises UnfitServer."""
    major = server_version // 10000
    if not OLDEST <= major <= NEWEST:
        raise UnfitServer(
            f"UPHELD_DATABASE_URL leads to PostgreSQL {major}; versions {OLDEST} to {NEWEST} are supported"
        )
