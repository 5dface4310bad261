from __future__ import annotations

from django.db import models

from upheld.database.rows import OrganisationRow


class Blob(OrganisationRow):
    """The bytes of a file, stored in chunks in the database, so that a database backup is complete."""

    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["id", "organisation"], name="blob_of_an_organisation")]


class BlobChunk(OrganisationRow):
    blob = models.ForeignKey(Blob, on_delete=models.CASCADE, related_name="chunks", db_constraint=False)
    position = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["blob", "position"], name="a_chunk_once")]


class Attachment(OrganisationRow):
    """A file of a ticket. It is uploaded first, then linked to its message."""

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="attachments", db_constraint=False)
    message = models.ForeignKey(
        "desk.Message", null=True, on_delete=models.CASCADE, related_name="attachments", db_constraint=False
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
