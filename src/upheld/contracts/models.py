from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from upheld.contracts.limits import COMPONENT_MAX, PLAN_MAX, REGION_MAX
from upheld.database.rows import OrganisationRow
from upheld.database.unreadable import JSONField


class Product(models.Model):
    """What customers file tickets about."""

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    components = ArrayField(models.CharField(max_length=COMPONENT_MAX), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Contract(OrganisationRow):
    """A contract of a customer: a plan for products, regions and environments (an empty list means all).

    What it covers stays as it was agreed: another agreement is another contract.
    """

    FORBIDDEN_TO_APP = "UPDATE, DELETE"
    CHANGEABLE_BY_APP = ("name", "monthly_fee")

    name = models.CharField(max_length=200)
    plan = models.CharField(max_length=PLAN_MAX)
    products = models.ManyToManyField(Product, related_name="contracts")
    regions = ArrayField(models.CharField(max_length=REGION_MAX), default=list, blank=True)
    environments = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    is_public = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [models.UniqueConstraint(fields=["id", "organisation"], name="contract_of_an_organisation")]

    def __str__(self) -> str:
        return self.name


class ContractVersion(OrganisationRow):
    """A version of a contract's terms. A draft may change, a published version never does.

    A later calendar edition of a version is a row of its own with the same number and terms, and the holidays of
    further years. Open tickets move to it; ended tickets stay with the edition under which they ended.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="versions", db_constraint=False)
    number = models.IntegerField()
    edition = models.IntegerField(default=1)
    edition_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="editions", db_constraint=False
    )
    """The version as first published; ``None`` for that version itself."""
    source = models.TextField()
    terms = JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    tzdata_version = models.CharField(max_length=20, blank=True, default="")
    holidays_version = models.CharField(max_length=20, blank=True, default="")
    monthly_fee = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    """The contract's fee at publication. Credits under this version are a share of it, whatever is agreed later."""
    effective_from = models.DateTimeField(null=True, blank=True)
    effective_to = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("contract_id", "-number", "-edition")
        constraints = [
            models.UniqueConstraint(fields=["contract", "number", "edition"], name="an_edition_once"),
            # What the keys of other rows refer to (see database.references).
            models.UniqueConstraint(fields=["id", "organisation"], name="version_of_an_organisation"),
            models.UniqueConstraint(fields=["id", "contract", "number"], name="version_of_a_contract"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(published_at__isnull=True), name="one_draft_a_contract"
            ),
        ]
