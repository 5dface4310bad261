from __future__ import annotations

from django.db import models

from upheld.database.rows import OrganisationRow, owner


class Message(OrganisationRow):
    """A message on a ticket. Internal notes are never shown to customers."""

    class Kind(models.TextChoices):
        PUBLIC = "public"
        INTERNAL = "internal"

    organisation = owner(indexed=False, checked=False)
    ticket = models.ForeignKey(
        "desk.Ticket", on_delete=models.CASCADE, related_name="messages", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PUBLIC)
    channel = models.CharField(max_length=10, default="reply")
    automatic = models.BooleanField(default=False)
    via = models.CharField(max_length=10, blank=True, default="", db_default="")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    from_customer = models.BooleanField()
    body = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # What the keys of other rows refer to (see database.references).
            models.UniqueConstraint(fields=["ticket", "id"], name="message_of_a_ticket"),
            models.UniqueConstraint(fields=["id", "organisation"], name="message_of_an_organisation"),
        ]


class Mention(OrganisationRow):
    """A mention of a person with @ in a message; the person is notified."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions", db_constraint=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="a_mention_once")]


class Draft(OrganisationRow):
    """A draft, saved while it is written. ``revision`` is the ticket's revision that its author had read."""

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="drafts", db_constraint=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Message.Kind, default=Message.Kind.PUBLIC)
    body = models.TextField()
    revision = models.IntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "kind"], name="one_draft_each")]


class SavedReply(models.Model):
    """A text that the vendor's staff reuse."""

    title = models.CharField(max_length=100)
    body_en = models.TextField(blank=True, default="")
    body_zh = models.TextField(blank=True, default="")
    created_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("title", "id")
