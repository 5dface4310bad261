from __future__ import annotations

from django.db import models

from upheld.database.rows import OrganisationRow, owner
from upheld.desk.models.tickets import Ticket


class DimensionChange(OrganisationRow):
    """A change of one dimension of a ticket, recorded with the entry ``ticket.dimensions_changed``."""

    FORBIDDEN_TO_APP = "UPDATE, DELETE"

    organisation = owner(indexed=False, checked=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    field = models.CharField(max_length=20)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["field", "changed_at"], name="dimension_by_time")]
