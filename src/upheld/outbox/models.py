from __future__ import annotations

from django.db import models
from django.db.models import Q

from upheld.database.unreadable import JSONField


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
    content = JSONField(default=dict)
    private = JSONField(default=dict)
    organisation_id = models.BigIntegerField(null=True)
    ticket_id = models.BigIntegerField(null=True, db_index=True)
    sender_id = models.BigIntegerField(null=True)
    """The person whose act is told."""
    turn = models.SmallIntegerField(default=0)
    """What is due is sent in the order of turns, then of time."""
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True, default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "common"
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="waiting"), name="parcel_to_send"),
            models.Index(fields=["turn", "next_attempt_at", "id"], condition=Q(state="waiting"), name="parcel_by_turn"),
            models.Index(fields=["state", "-id"], name="parcel_by_state"),
            models.Index(fields=["recipient", "created_at"], condition=Q(template="act"), name="act_mail_by_recipient"),
            models.Index(fields=["sender_id", "created_at"], condition=Q(template="act"), name="act_mail_by_sender"),
            models.Index(
                fields=["recipient", "created_at"],
                condition=Q(template="escalation"),
                name="notice_mail_by_recipient",
            ),
        ]
