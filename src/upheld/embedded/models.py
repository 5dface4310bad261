from __future__ import annotations

from django.db import models


class MaintenanceRun(models.Model):
    """The result of the last backup or restore rehearsal, for monitoring."""

    class Kind(models.TextChoices):
        BACKUP = "backup"
        REHEARSAL = "rehearsal"

    kind = models.CharField(max_length=12, choices=Kind, primary_key=True)
    finished_at = models.DateTimeField()
    succeeded = models.BooleanField()
    succeeded_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        app_label = "common"
