"""Records the last backup and the last rehearsal of a restore."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connections
from django.db.models.functions import Now

from upheld.embedded.models import MaintenanceRun

LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class LastRun:
    """The last run of a kind. ``succeeded_at`` is when one last went well, None if none ever did."""

    kind: str
    finished_at: datetime
    succeeded: bool
    succeeded_at: datetime | None
    detail: str


def record(kind: MaintenanceRun.Kind, *, succeeded: bool, detail: str, using: str) -> None:
    """Record the end of a run by the database's clock. ``using`` names the connection."""
    values = {"finished_at": Now(), "succeeded": succeeded, "detail": detail[:LONGEST_DETAIL]}
    if succeeded:
        values["succeeded_at"] = Now()
    MaintenanceRun.objects.using(using).update_or_create(kind=kind, defaults=values)


def last_runs() -> list[LastRun]:
    """The last run of each kind that ever ran."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT kind, finished_at, succeeded, succeeded_at, detail FROM common_maintenancerun ORDER BY kind"
        )
        return [LastRun(*row) for row in cursor.fetchall()]
