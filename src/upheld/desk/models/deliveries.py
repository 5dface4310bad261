from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from upheld.database.rows import OrganisationRow


class Wait(OrganisationRow):
    """A wait for the customer: the requested items, and when they answered."""

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="waits", db_constraint=False)
    message = models.ForeignKey(
        "desk.Message", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    items = ArrayField(models.CharField(max_length=200))
    requested_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)


class Delivery(OrganisationRow):
    """A workaround or a resolution, and its outcome."""

    class Kind(models.TextChoices):
        WORKAROUND = "workaround"
        RESOLUTION = "resolution"

    class State(models.TextChoices):
        UNDECIDED = "undecided"
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        SETTLED = "settled"

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="deliveries", db_constraint=False)
    message = models.ForeignKey(
        "desk.Message", null=True, on_delete=models.SET_NULL, related_name="+", db_constraint=False
    )
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.UNDECIDED)
    provided_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by_silence = models.BooleanField(default=False)
    reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["ticket", "kind"], name="delivery_by_ticket")]
