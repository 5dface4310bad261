from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from upheld.database.rows import OrganisationRow, owner
from upheld.database.unreadable import JSONField
from upheld.desk.limits import LEVEL_MAX


class Ticket(OrganisationRow):
    """A question or fault of a customer, under the contract version that covered it at filing."""

    class State(models.TextChoices):
        """The state, derived from facts after every act and stored for filtering."""

        OPEN = "open"
        WAITING = "waiting"
        RESTORED = "restored"
        DELIVERED = "delivered"
        RESOLVED = "resolved"
        CANCELLED = "cancelled"

    class Environment(models.TextChoices):
        PRODUCTION = "production"
        TEST = "test"

    class Uncovered(models.TextChoices):
        """The reason why no contract covers a ticket."""

        COVERED = ""
        NO_CONTRACT = "no_contract"
        PRODUCT = "product_not_covered"
        REGION = "region_not_covered"
        ENVIRONMENT = "environment_not_covered"
        NOT_EFFECTIVE = "not_effective"

    CLOSED = (State.RESOLVED, State.CANCELLED)

    organisation = owner(indexed=False)
    subject = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    severity = models.CharField(max_length=LEVEL_MAX)
    severity_asked = models.CharField(max_length=LEVEL_MAX)
    product = models.ForeignKey("contracts.Product", on_delete=models.PROTECT, related_name="+")
    contract_version = models.ForeignKey(
        "contracts.ContractVersion", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    uncovered = models.CharField(max_length=30, choices=Uncovered, default=Uncovered.COVERED, blank=True)
    component = models.CharField(max_length=60, blank=True, default="")
    platform = models.CharField(max_length=40, blank=True, default="")
    sdk_version = models.CharField(max_length=40, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    environment = models.CharField(max_length=12, choices=Environment, default=Environment.PRODUCTION)
    requester = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey("accounts.SupportGroup", null=True, on_delete=models.SET_NULL, related_name="+")
    assignee = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    evidence = JSONField(default=dict)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged", db_constraint=False
    )
    revision = models.IntegerField(default=0)
    filed_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # What the keys of its child rows refer to (see desk.references).
            models.UniqueConstraint(fields=["id", "organisation"], name="ticket_of_an_organisation"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="ticket_by_customer"),
            models.Index(fields=["requester", "-id"], name="ticket_by_requester"),
            GinIndex(fields=["tags"], name="ticket_by_tag"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"


class Watcher(OrganisationRow):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watchers", db_constraint=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="a_watcher_once")]


class TicketLink(OrganisationRow):
    """A link between two tickets of a customer."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links", db_constraint=False)
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from", db_constraint=False)
    kind = models.CharField(max_length=12, default="related")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other", "kind"], name="a_link_once")]
