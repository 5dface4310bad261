from __future__ import annotations

from types import MappingProxyType

from django.db import models

from upheld.database.rows import OrganisationRow
from upheld.database.unreadable import JSONField
from upheld.desk.limits import CLAUSE_MAX, LEVEL_MAX


class Dispute(OrganisationRow):
    """A dispute: the customer contests the severity, and an arbiter rules with reasons."""

    class State(models.TextChoices):
        OPEN = "open"
        WITHDRAWN = "withdrawn"
        RULED = "ruled"

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="disputes", db_constraint=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    severity = models.CharField(max_length=LEVEL_MAX)
    vendor_severity = models.CharField(max_length=LEVEL_MAX)
    reason = models.TextField()
    opened_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ruled_severity = models.CharField(max_length=LEVEL_MAX, blank=True, default="")
    ruling = models.TextField(blank=True, default="")
    ruled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state="open"), name="one_open_dispute_a_ticket"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(state="open"), name="open_dispute_by_due")]


class ExclusionClaim(OrganisationRow):
    """A claim of the vendor that time does not count, under a clause, with evidence."""

    class State(models.TextChoices):
        CLAIMED = "claimed"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    ticket = models.ForeignKey(
        "desk.Ticket", on_delete=models.CASCADE, related_name="exclusion_claims", db_constraint=False
    )
    clause = models.CharField(max_length=CLAUSE_MAX)
    scope = models.CharField(max_length=10)
    from_at = models.DateTimeField(null=True)
    to_at = models.DateTimeField(null=True)
    evidence = models.TextField()
    fields = JSONField(default=dict, db_default={})
    claimed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.CLAIMED)
    customer_decision = models.CharField(max_length=10, blank=True, default="")
    arbiter_decision = models.CharField(max_length=10, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)


class Cancellation(OrganisationRow):
    """A proposal of the vendor to end a ticket as a duplicate or out of scope; the customer or an arbiter decides."""

    REASONS = ("duplicate", "out_of_scope")
    KNOWN_VALUES = MappingProxyType({"reason": REASONS})

    class State(models.TextChoices):
        PROPOSED = "proposed"
        AGREED = "agreed"
        REFUSED = "refused"
        LAPSED = "lapsed"
        """The ticket ended in another way before anyone had decided."""

    ticket = models.ForeignKey(
        "desk.Ticket", on_delete=models.CASCADE, related_name="cancellations", db_constraint=False
    )
    reason = models.CharField(max_length=12)
    into = models.ForeignKey("desk.Ticket", null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    note = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(state="proposed"), name="one_proposal_a_ticket"
            ),
        ]
