"""The checks of ``upheld check``. Each yields findings; none changes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from upheld.cli import runtime
from upheld.config import databases
from upheld.embedded.layout import APP_ROLE

Verdict = Literal["ok", "warning", "failure"]
DAMAGED_MOST = 20
NEARLY_FULL = 0.8
"""The share of a quota from which a warning is due."""


@dataclass(frozen=True)
class Finding:
    """The result of one check. ``help`` says what to do if it is not ok."""

    verdict: Verdict
    what: str
    help: str = ""


def settings(chosen: dict[str, Any]) -> Iterator[Finding]:
    """Options that are allowed but unwise."""
    if chosen["debug"]:
        yield Finding(
            "warning", "UPHELD_DEBUG is on", "Error pages show details; switch it off where others can reach it."
        )
    if chosen["base_url"].startswith("http://") and chosen["listen"][0] not in {"127.0.0.1", "localhost", "::1"}:
        yield Finding("warning", "people sign in without https", "Set UPHELD_BASE_URL to an https address.")
    if not chosen["metrics_token"] and not _at_home(chosen):
        yield Finding("warning", "/metrics answers nobody", "Set UPHELD_METRICS_TOKEN, and give it to the scraper.")
    yield Finding("ok", f"settings; data in {chosen['data_dir']}")


def _at_home(chosen: dict[str, Any]) -> bool:
    """Whether the desk serves only the machine it runs on."""
    return not chosen["behind_proxy"] and urlsplit(chosen["base_url"]).hostname in {"127.0.0.1", "localhost", "::1"}


def server() -> Iterator[Finding]:
    """The server's version, encoding and clock."""
    version = runtime.server_version()
    databases.refuse_unfit(version)
    yield Finding("ok", f"PostgreSQL {version // 10000}.{version % 10000}")
    (encoding,) = _row("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    if encoding != "UTF8":
        yield Finding("failure", f"the database's encoding is {encoding}", "Make it anew with ENCODING 'UTF8'.")


def clock() -> Iterator[Finding]:
    """Whether this machine's clock agrees with the database's, and whether that one jumped."""
    from upheld.database.timekeeping import present
    from upheld.database.timekeeping.jumps import APART

    off, standing = abs(present.skew()), present.standing()
    if off > APART:
        problem = f"clocks differ by {off.total_seconds():.1f} s"
        yield Finding("warning", problem, "Synchronise this machine and the database server.")
    if standing.alarming:
        problem = f"the database's clock jumped by {standing.ahead.total_seconds():+.1f} s"
        advice = "If it is right now: upheld time --confirm. If not, correct it first."
        yield Finding("failure" if standing.held else "warning", problem, advice)
    yield from _ahead()
    if off <= APART and not standing.alarming:
        yield Finding("ok", "clocks agree")


def _ahead() -> Iterator[Finding]:
    """Accounts whose last act is dated later than the database's clock shows."""
    from upheld.ledger.queries import accounts_ahead

    for name, ahead in accounts_ahead():
        problem = f"the last act of {name} is dated {ahead.total_seconds():.0f} s ahead of the database's clock"
        yield Finding("warning", problem, "Until the clock gets there, further acts are dated a microsecond apart.")


def roles() -> Iterator[Finding]:
    """Whether the application's role has no more rights than it was granted."""
    role, superuser, bypass, owned = _row("""
        SELECT current_user, r.rolsuper, r.rolbypassrls,
               (SELECT count(*) FROM pg_tables t WHERE t.schemaname = 'public' AND pg_has_role(t.tableowner, 'MEMBER'))
        FROM pg_roles r WHERE r.rolname = current_user
    """)
    if superuser or bypass:
        yield Finding("failure", f"the application connects as {role}, whom no right binds", _separate())
    elif owned:
        yield Finding("failure", f"the application's role {role} owns {owned} tables", _separate())
    else:
        yield Finding("ok", f"the application's role {role} owns nothing")


def _separate() -> str:
    return (
        f"Make two roles: one that owns the database (UPHELD_MIGRATE_URL) and one that does not, such as {APP_ROLE} "
        "(UPHELD_DATABASE_URL); then run upheld migrate."
    )


def migrations() -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    from upheld.config.health import pending_migrations, unknown_migrations

    pending, unknown = pending_migrations(), unknown_migrations()
    if unknown:
        yield Finding(
            "failure", f"the database belongs to a newer version: {unknown[0]} is unknown", "Install that version."
        )
    elif pending:
        yield Finding("failure", f"{len(pending)} migrations are pending, from {pending[0]} on", "Run upheld migrate.")
    else:
        yield Finding("ok", "migrations")
        yield from _ledger_rights()


def _ledger_rights() -> Iterator[Finding]:
    """Whether append-only tables are append-only for the application's role."""
    from django.apps import apps

    for model in apps.get_models():
        table = model._meta.db_table
        for right in [part.strip() for part in getattr(model, "FORBIDDEN_TO_APP", "").split(",") if part.strip()]:
            if _row("SELECT has_table_privilege(%s, %s)", [table, right])[0]:
                yield Finding(
                    "failure", f"the application may {right} in {table}", "Run upheld migrate; revoke further grants."
                )


def disk() -> Iterator[Finding]:
    """Whether the embedded database has room."""
    from upheld.operations import disk

    space = disk.space()
    if space is None:
        return
    what = f"the database's disk has {space.free // disk.MIB:,} of {space.total // disk.MIB:,} MiB free"
    if space.level == "ok":
        yield Finding("ok", what)
    elif space.level == "low":
        yield Finding("warning", what, "Uploads, exports and jobs are paused. Free disk space.")
    else:
        yield Finding("failure", what, "Nothing is written any more. Free disk space; nothing has to be restarted.")


def uploads() -> Iterator[Finding]:
    """Whether further files may be uploaded."""
    from django.conf import settings

    from upheld.desk import quotas

    used = quotas.used()
    what = f"files count {used // quotas.MIB:,} of {settings.UPLOADS_TOTAL // quotas.MIB:,} MiB"
    if used < settings.UPLOADS_TOTAL * NEARLY_FULL:
        yield Finding("ok", what)
    else:
        yield Finding("warning", what, "Raise UPHELD_UPLOADS_TOTAL before uploads are refused.")


def time_zones() -> Iterator[Finding]:
    """Whether the stored clocks stand by the installed time zones."""
    from upheld.cli import zones

    behind = zones.behind()
    if behind:
        yield Finding("failure", behind, "Run upheld migrate: it lists the open deadlines that move.")
    else:
        yield Finding("ok", f"time zones of {zones.named(zones.installed())}")


def secret_key() -> Iterator[Finding]:
    """Whether this machine has the installation's secret key."""
    from upheld.cli import keys
    from upheld.config.health import shares_key

    if shares_key():
        yield Finding("ok", "the secret key is the installation's")
    else:
        yield Finding("failure", keys.OTHER_KEY, keys.HELP)


def calendars() -> Iterator[Finding]:
    """Whether the holidays of the contracts in use are known far enough ahead."""
    from upheld.database import row_security
    from upheld.desk.queries import calendars_in_use

    now = runtime.now()
    with row_security.everything():
        lines = [usage.line for usage in calendars_in_use(now=now)]
    near = [line for line in lines if line.horizon.is_near(now)]
    if near:
        first = min(near, key=lambda line: line.horizon.ends_at)
        message = f"the calendar {first.horizon.calendar} of {first.contract} ends with {first.horizon.year}"
        message += f", and {len(near) - 1} more do" if len(near) > 1 else ""
        yield Finding(
            "warning", message, "When the holidays are decreed: upheld calendars --extend, or in the console."
        )
    else:
        yield Finding("ok", f"calendars with a last known year: {len(lines)}; none ends soon")


def versions() -> Iterator[Finding]:
    """Whether every contract version can be read, and is what was published."""
    from upheld.database import row_security
    from upheld.desk.queries import damaged_versions

    with row_security.everything():
        damaged = damaged_versions()
    for version in damaged[:DAMAGED_MOST]:
        name = f"contract {version.contract_id}, version {version.number}"
        message = f"{name}, is damaged: not published, unreadable or changed"
        yield Finding("failure", message, "Restore a backup: upheld restore. Tickets under it stand still until then.")
    if not damaged:
        yield Finding("ok", "contract versions")
    elif len(damaged) > DAMAGED_MOST:
        yield Finding("failure", f"{len(damaged) - DAMAGED_MOST} more versions are damaged", "Restore a backup.")


def reports() -> Iterator[Finding]:
    """Whether every publication is what its hash is of, every credit can be read, and no ticket is left out."""
    from upheld.database import row_security
    from upheld.reports.queries.credit_cases import damaged_credits
    from upheld.reports.queries.left_out import left_out
    from upheld.reports.queries.publications import damaged_publications

    with row_security.everything():
        damaged, blocks = [*damaged_publications(), *damaged_credits()], left_out(runtime.now())
    for block in blocks[:DAMAGED_MOST]:
        yield Finding("failure", str(block), "Its credits are left as they are. Restore a backup: upheld restore.")
    if damaged:
        yield Finding(
            "failure", f"{', '.join(damaged[:DAMAGED_MOST])}: damaged and left out of pages", "Restore a backup."
        )
    elif not blocks:
        yield Finding("ok", "publications and credits")


def logs() -> Iterator[Finding]:
    """Whether every account's log ends where its head says."""
    from upheld.database import row_security
    from upheld.ledger.logs import damages

    with row_security.everything():
        damaged = damages()
    for damage in damaged[:DAMAGED_MOST]:
        advice = "Run upheld rebuild." if damage.mendable else "Entries are missing: restore a backup."
        yield Finding("failure", str(damage), f"Nothing can be recorded in this account until then. {advice}")
    if len(damaged) > DAMAGED_MOST:
        yield Finding("failure", f"{len(damaged) - DAMAGED_MOST} more logs are damaged", "Run upheld rebuild.")
    if not damaged:
        yield Finding("ok", "logs")


def values() -> Iterator[Finding]:
    """Whether every stored instant, amount and document can be read."""
    from upheld.database import bounds, row_security

    with row_security.everything():
        damaged = list(bounds.damaged_rows(DAMAGED_MOST))
    if damaged:
        named = ", ".join(damaged[:DAMAGED_MOST])
        yield Finding("failure", f"{named}: hold values that pages show as damaged or leave out", "Restore a backup.")
    else:
        yield Finding("ok", "stored values")


def workers() -> Iterator[Finding]:
    """Whether a worker has sent a heartbeat within a minute."""
    from upheld.config.health import worker_ages

    ages = worker_ages()
    if not ages or min(ages) > 60:
        message = f"no worker for {min(ages):.0f} s" if ages else "no worker has run yet"
        yield Finding("warning", message, "Start one: upheld serve or upheld worker.")
    else:
        yield Finding("ok", f"a worker, {min(ages):.0f} s ago")


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    server,
    disk,
    roles,
    migrations,
    clock,
    time_zones,
    secret_key,
    calendars,
    versions,
    logs,
    reports,
    values,
    uploads,
    workers,
)


def _row(statement: str, arguments: list[Any] | None = None) -> tuple[Any, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return tuple(cursor.fetchone())
