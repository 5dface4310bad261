from __future__ import annotations

from django.db import models

from upheld.database.rows import OrganisationRow, owner


class Head(models.Model):
    """Where an account's log ends. Its row lock serialises the account's acts; the index only increases."""

    FORBIDDEN_TO_APP = "DELETE"

    organisation = models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, primary_key=True)
    next_index = models.BigIntegerField(default=0)
    last_recorded_at = models.DateTimeField()


class Entry(OrganisationRow):
    """One act, as the bytes of its leaf. Appended once, never changed, never deleted."""

    FORBIDDEN_TO_APP = "UPDATE, DELETE"

    organisation = owner(indexed=False)
    index = models.BigIntegerField()
    type = models.CharField(max_length=40)
    subject = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    leaf = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "index"], name="an_index_once"),
            models.UniqueConstraint(fields=["id", "organisation"], name="entry_of_an_organisation"),
        ]
        indexes = [
            models.Index(fields=["subject", "organisation", "index"], name="entry_by_subject"),
            models.Index(fields=["recorded_at", "organisation", "index"], name="entry_by_instant"),
        ]


class Erasable(OrganisationRow):
    """The value and salt behind a commitment of a leaf; erasing deletes this row, the leaf stays."""

    FORBIDDEN_TO_APP = "UPDATE"

    organisation = owner(indexed=False, checked=False)
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="erasable", db_index=False, db_constraint=False
    )
    field = models.CharField(max_length=40)
    value = models.TextField()
    salt = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "field"], name="a_field_once")]
