from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q


def random_account() -> str:
    """Returns a random account id of 128 bits, in hexadecimal, which reveals neither names nor numbers."""
    return secrets.token_hex(16)


class Organisation(models.Model):
    """The vendor (one in an installation) or a customer."""

    class Kind(models.TextChoices):
        VENDOR = "vendor"
        CUSTOMER = "customer"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CUSTOMER)
    name = models.CharField(max_length=200)
    account = models.CharField(max_length=32, unique=True, default=random_account, editable=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    csm = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    timezone = models.CharField(max_length=64, default="Asia/Shanghai")
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="vendor"), name="one_vendor"),
        ]

    def __str__(self) -> str:
        return self.name
