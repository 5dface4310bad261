"""The abstract base model of rows that belong to an organisation and are protected by row security."""

from __future__ import annotations

from typing import Any

from django.db import models


def owner(*, indexed: bool = True, checked: bool = True) -> Any:
    """The foreign key to the organisation. ``indexed=False`` if another index starts with it or no query filters by it.

    Use ``checked=False`` for rows that refer to a ticket or an entry, whose own key is checked: filing a ticket writes
    a dozen of them.
    """
    return models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        db_index=indexed,
        db_constraint=checked,
    )


class OrganisationRow(models.Model):
    """A row owned by one organisation; ``rights.apply`` forces row security on its table."""

    organisation = owner()

    class Meta:
        abstract = True
