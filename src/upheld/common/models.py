from __future__ import annotations

from django.db import models
from django.db.models import Q


class Parcel(models.Model):
    """Something to be sent by the worker: at least once, always under the same key.

    While a worker is sending, ``next_attempt_at`` and ``leased_until`` are the end of its lease; a worker that
    dies lets it run out, and another sends again under the same key. ``private`` is the part of the content
    (texts, links that sign in) that is forgotten as soon as the parcel needs it no more.
    """

    class Kind(models.TextChoices):
        MAIL = "mail"
        WEBHOOK = "webhook"

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"
        STOOD_DOWN = "stood_down"

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    recipient = models.CharField(max_length=300)
    template = models.CharField(max_length=60)
    language = models.CharField(max_length=8, blank=True, default="")
    content = models.JSONField(default=dict)
    private = models.JSONField(default=dict)
    organisation_id = models.BigIntegerField(null=True)
    ticket_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="waiting"), name="parcel_to_send"),
            models.Index(fields=["state", "-id"], name="parcel_by_state"),
        ]


class IdempotencyKey(models.Model):
    """The first answer to a write, kept a day in the act's own transaction and replayed."""

    scope = models.CharField(max_length=64)
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_sha256 = models.CharField(max_length=64)
    status = models.IntegerField()
    answer = models.TextField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "route", "key"], name="an_answer_once")]


class Timekeeping(models.Model):
    """What all processes know of jumps of the database's clock (see ``timekeeping.jumps.Standing``).

    One row; none where there never was a jump.
    """

    id = models.SmallIntegerField(primary_key=True)
    ahead = models.DurationField()
    held = models.BooleanField()
    jumps = models.IntegerField()
    changed_at = models.DateTimeField()


class MaintenanceRun(models.Model):
    """How the last backup, or the last rehearsal of one, ended; monitoring reads it."""

    class Kind(models.TextChoices):
        BACKUP = "backup"
        REHEARSAL = "rehearsal"

    kind = models.CharField(max_length=12, choices=Kind, primary_key=True)
    finished_at = models.DateTimeField()
    succeeded = models.BooleanField()
    succeeded_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=500, blank=True, default="")


class AdoptedKey(models.Model):
    """The fingerprint of a secret key that the installation has used; the newest row is the present one."""

    FORBIDDEN_TO_APP = "UPDATE, DELETE"

    fingerprint = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()
