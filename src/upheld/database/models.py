from __future__ import annotations

from django.db import models


class Timekeeping(models.Model):
    """What all processes know of jumps of the database's clock (see ``timekeeping.jumps.Standing``).

    One row; none where there never was a jump.
    """

    id = models.SmallIntegerField(primary_key=True)
    ahead = models.DurationField()
    held = models.BooleanField()
    jumps = models.IntegerField()
    changed_at = models.DateTimeField()
