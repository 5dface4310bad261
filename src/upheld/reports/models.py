from __future__ import annotations

from fractions import Fraction

from django.db import models

from upheld.database.rows import OrganisationRow
from upheld.database.unreadable import JSONField
from upheld.sla.remedies import rounded


class Publication(models.Model):
    """A published attainment report: its figures as JSON, as of an instant; a later one restates it."""

    FORBIDDEN_TO_APP = "UPDATE, DELETE"
    CHANGEABLE_BY_APP = ("withdrawn_at", "withdrawn_because")

    period = models.CharField(max_length=8)
    as_of = models.DateTimeField()
    figures = JSONField()
    sha256 = models.CharField(max_length=64)
    published_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("-period", "-published_at")


class CreditCase(OrganisationRow):
    """A credit that the contract grants: proposed by the system, claimed or waived, approved, paid."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        CLAIMED = "claimed"
        WAIVED = "waived"
        APPROVED = "approved"
        PAID = "paid"

    FORBIDDEN_TO_APP = "UPDATE, DELETE"
    CHANGEABLE_BY_APP = ("state", "amount", "currency", "lines", "as_of", "decided_at")

    contract_version = models.ForeignKey(
        "contracts.ContractVersion", on_delete=models.PROTECT, related_name="+", db_constraint=False
    )
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    amount = models.DecimalField(max_digits=15, decimal_places=3)
    currency = models.CharField(max_length=3)
    lines = JSONField()
    as_of = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract_version", "period"], name="one_credit_a_period"),
        ]

    @property
    def amount_text(self) -> str:
        """The amount as a decimal string, rounded to the smallest unit of its currency (zero to three decimals)."""
        return f"{rounded(Fraction(self.amount), self.currency):f}"
