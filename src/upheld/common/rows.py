"""Base rows. Whatever belongs to an organisation says so in its table, and row security keeps it there."""

from __future__ import annotations

from django.db import models


class OrganisationRow(models.Model):
    """A row owned by one organisation; ``rights.apply`` forces row security on its table."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
