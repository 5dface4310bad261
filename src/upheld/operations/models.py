from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """A stored response to a write of the API, replayed for a day."""

    scope = models.CharField(max_length=64)
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    status = models.IntegerField()
    answer = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "common"
        constraints = [models.UniqueConstraint(fields=["scope", "route", "key"], name="an_answer_once")]
