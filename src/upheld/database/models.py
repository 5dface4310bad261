from __future__ import annotations

from django.db import models


class Timekeeping(models.Model):
    """The state of the database's clock, shared by all processes (see ``timekeeping.jumps.Standing``).

    Has one row, or none if the clock never jumped.
    """

    id = models.SmallIntegerField(primary_key=True)
    ahead = models.DurationField()
    held = models.BooleanField()
    jumps = models.IntegerField()
    changed_at = models.DateTimeField()
