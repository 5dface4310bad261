"""Base rows. Whatever belongs to an organisation says so in its table, and row security keeps it there."""

from __future__ import annotations

from typing import Any

from django.db import models


def owner(*, indexed: bool = True, checked: bool = True) -> Any:
    """The key to the organisation. ``indexed=False`` where another index begins with it, or nothing asks by it.

    ``checked=False`` for rows that hang on a ticket or an entry, whose own key is checked: a filing writes a dozen.
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
