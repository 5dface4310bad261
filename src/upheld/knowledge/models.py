from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from upheld.database.rows import owner


class SearchRow(models.Model):
    """The lexemes of a ticket, independent of dictionaries and collations of the server.

    Not under row security: ``@@`` may not run before a security qualification, and the index would go
    unused. It holds no text; queries join it to tickets, which are under row security.
    ``public`` leaves out what internal notes say: a customer's search must not reveal them.
    ``everything`` is both, and empty while there is no note: most tickets are indexed once.
    """

    ticket = models.OneToOneField(
        "desk.Ticket", on_delete=models.CASCADE, primary_key=True, related_name="search_row", db_constraint=False
    )
    organisation = owner(checked=False)
    public = SearchVectorField()
    everything = SearchVectorField(null=True)
    size = models.IntegerField(null=True)
    """The bytes that the larger of both takes at most; empty in rows of a release that did not count."""

    class Meta:
        indexes = [
            GinIndex(fields=["public"], name="search_public"),
            GinIndex(fields=["everything"], name="search_everything"),
        ]
