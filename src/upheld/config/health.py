"""The endpoints for load balancers and monitoring: liveness, readiness and metrics.

/healthz  200 while the process answers at all. /readyz  200 while requests can be served: database
reachable, migrated, its disk not full, its clocks by this process's time zones; the workers' ages
(seconds) are told but do not decide, because pages work without them. ``degraded`` names what somebody should look at
while requests are served all the same: all machines share it, so a load balancer that took them out for it would only
turn a warning into an outage. /metrics  Prometheus text, read from the database when asked, so that it does not matter
which of several processes answers.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.utils import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from upheld.accounts.audience import public
from upheld.database.timekeeping import present
from upheld.database.timekeeping.jumps import APART
from upheld.operations import disk

LOOPBACK = {"127.0.0.1", "::1", ""}
HOME = {"127.0.0.1", "::1", "localhost"}
PASSED_ON = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")
"""What a proxy says of those it speaks for."""
RECENT = 3600.0
"""Seconds; a worker that was silent for longer is gone, and no matter to a load balancer."""
WITH_TABLES = ("time_zones", "secret_key", "workers")
"""Checks that need an up-to-date database."""


@public
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served, and why not; 200 or 503."""
    checks: dict[str, Any]
    try:
        pending = pending_migrations()
        checks = {"database": "reachable", "pending_migrations": pending, **dict.fromkeys(WITH_TABLES)}
        if not pending:
            workers = [age for age in worker_ages() if age <= RECENT]
            checks |= {"time_zones": stands_by_time_zones(), "secret_key": shares_key(), "workers": workers, **clock()}
    except Error as error:
        checks = {"database": type(error).__name__, "pending_migrations": None, **dict.fromkeys(WITH_TABLES)}
    fit = checks["pending_migrations"] == [] and checks["time_zones"] and checks["secret_key"]
    checks["disk"] = disk.level()
    if checks["disk"] == "low":
        checks["degraded"] = [*checks.get("degraded", ()), "disk"]
    fit = fit and checks["disk"] != "full"
    return JsonResponse({"ready": fit, **checks}, status=200 if fit else 503)


@public
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics for Prometheus: with UPHELD_METRICS_TOKEN, or for a desk that serves its own machine only."""
    if not _may_see_metrics(request):
        return HttpResponse("metrics need the bearer token of UPHELD_METRICS_TOKEN\n", "text/plain", status=403)
    from prometheus_client import generate_latest
    from prometheus_client.exposition import CONTENT_TYPE_LATEST

    from upheld.config import http_metrics
    from upheld.config.gauges import registry

    exposition = generate_latest(http_metrics.registry()) + generate_latest(registry(now=_now()))
    return HttpResponse(exposition, content_type=CONTENT_TYPE_LATEST)


def pending_migrations() -> list[str]:
    """Migrations of this version that the database has not seen; looked up once it has seen them all."""
    if not _all_applied:
        from django.db.migrations.executor import MigrationExecutor

        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            return sorted(f"{migration.app_label}.{migration.name}" for migration, _ in plan)
        _all_applied.append(True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return []


def unknown_migrations(using: str = "default") -> list[str]:
    """Migrations that the database has seen and this version does not know: a newer version has changed it."""
    from django.db import connections
    from django.db.migrations.recorder import MigrationRecorder

    return unknown_among(MigrationRecorder(connections[using]).applied_migrations())


def unknown_among(migrations: Iterable[tuple[str, str]]) -> list[str]:
    """Those of our applications' migrations, by application and name, that this version does not have."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    ours = MigrationLoader(None).disk_migrations
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("upheld.")}
    return sorted(f"{app}.{name}" for app, name in migrations if app in labels and (app, name) not in ours)


_all_applied: list[bool] = []


def stands_by_time_zones() -> bool:
    """Whether the clocks stand by the time zones that this process began with."""
    from upheld.clocks.queries import adopted_release
    from upheld.contracts.packages import TIME_ZONES, release_of

    return adopted_release() == release_of(TIME_ZONES)


def clock() -> dict[str, Any]:
    """How far this machine's clock is ahead of the database's, in seconds, and the database's jump if one is alarming.

    Also how many accounts are dated ahead of the database's clock. Requests are served all the same, so none of these
    makes the process unready: ``degraded`` says that somebody should look.
    """
    from upheld.ledger.queries import count_ahead  # here, because commands ask for migrations before Django is set up

    standing = present.standing()
    differences = {"clock_skew": round(present.skew().total_seconds(), 3)}
    if standing.alarming:
        differences["clock_jump"] = round(standing.ahead.total_seconds(), 3)
    degraded = [name for name, seconds in differences.items() if abs(seconds) > APART.total_seconds()]
    accounts = count_ahead()
    if accounts:
        degraded.append("accounts_ahead")
    return {**differences, "writes_held": standing.held, "accounts_ahead": accounts, "degraded": degraded}


def shares_key() -> bool:
    """Whether this process has the installation's secret key."""
    from upheld.secrets import installation

    return installation.shares_key()


def worker_ages() -> list[float]:
    """Seconds since each worker was last heard of, the latest first; strangers read them, so no names of machines."""
    from upheld.clocks.queries import heartbeats

    now = _now()
    return sorted(round(max(0.0, (now - beat).total_seconds()), 1) for _, beat in heartbeats())


def _now() -> Any:
    return present.now()


def _may_see_metrics(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        header = request.headers.get("Authorization", "")
        return hmac.compare_digest(header.encode(), f"Bearer {token}".encode())
    return only_at_home() and not _passed_on(request) and request.META.get("REMOTE_ADDR", "") in LOOPBACK


def only_at_home() -> bool:
    """Whether only this machine is served; behind a proxy every client has a local address."""
    return not settings.BEHIND_PROXY and (urlsplit(settings.BASE_URL).hostname or "") in HOME


def _passed_on(request: HttpRequest) -> bool:
    return any(name in request.headers for name in PASSED_ON)


urlpatterns = [path("healthz", alive), path("readyz", ready), path("metrics", metrics)]
