from __future__ import annotations

from datetime import timedelta

from django.db import models


class Timekeeping(models.Model):
    """The one account of the jumps of the database's clock (see ``timekeeping.jumps.Standing``).

    Has one row, or none if the clock never jumped.
    """

    id = models.SmallIntegerField(primary_key=True)
    ahead = models.DurationField()
    held = models.BooleanField()
    jumps = models.IntegerField()
    moved = models.DurationField(default=timedelta)
    changed_at = models.DateTimeField()


class SteadyClock(models.Model):
    """What the database's clock showed at a tick of a machine's steady clock, when a process last compared the two.

    ``moved`` is the account's sum of jumps at that time. All processes that read the same steady clock share the row.
    The orders are those of its first and its latest comparison (see ``timekeeping.jumps.Sample.order``).
    """

    name = models.CharField(primary_key=True, max_length=100)
    at = models.DateTimeField()
    tick = models.FloatField()
    moved = models.DurationField()
    first_order = models.BigIntegerField(default=0)
    last_order = models.BigIntegerField(default=0)
