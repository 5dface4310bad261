from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from upheld.database.rows import OrganisationRow
from upheld.sla import ID_MAX


class Notice(OrganisationRow):
    """A notice to one person or endpoint about one step of one clock. Its parcel has the delivery status.

    Notices in one digest share a parcel.

    ``in_place_of`` is the audience or channel that was not available. If nobody could be notified, ``via`` is
    ``nobody`` and there is no parcel. ``passed_on_at`` is when stand-ins were notified because this one failed.
    """

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="notices", db_constraint=False)
    objective = models.CharField(max_length=12)
    cycle = models.IntegerField()
    step = models.IntegerField()
    audience = models.CharField(max_length=ID_MAX)
    in_place_of = models.CharField(max_length=ID_MAX, blank=True, default="")
    via = models.CharField(max_length=10)
    recipient = models.CharField(max_length=300)
    reached_at = models.DateTimeField()
    created_at = models.DateTimeField()
    parcel = models.ForeignKey("common.Parcel", null=True, on_delete=models.SET_NULL, related_name="notices")
    passed_on_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "objective", "cycle", "step", "via", "recipient"], name="a_notice_once"
            ),
        ]


class WebhookEndpoint(models.Model):
    """A webhook endpoint. ``organisation`` is null for the vendor's own.

    The secret signs each message, so it cannot be hashed: it is stored encrypted (`operations.sealing`), shown once and
    never logged.
    """

    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    url = models.CharField(max_length=300)
    secret = models.CharField(max_length=300)
    events = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=200, blank=True, default="")
