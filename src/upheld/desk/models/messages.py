from __future__ import annotations

from django.db import models

from upheld.database.rows import OrganisationRow, owner


class Message(OrganisationRow):
    """Something said on a ticket. Internal notes never leave the vendor."""

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
        indexes = [models.Index(fields=["ticket", "id"], name="message_by_ticket")]


class Mention(OrganisationRow):
    """A person named with @ in a message: told, and shown their mentions."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="a_mention_once")]


class Draft(OrganisationRow):
    """What someone was writing, so that nothing written is lost. ``revision`` is what they had read."""

    ticket = models.ForeignKey("desk.Ticket", on_delete=models.CASCADE, related_name="drafts", db_constraint=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Message.Kind, default=Message.Kind.PUBLIC)
    body = models.TextField()
    revision = models.IntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "kind"], name="one_draft_each")]


class SavedReply(models.Model):
    """A text the vendor's staff use again and again."""

    title = models.CharField(max_length=100)
    body_en = models.TextField(blank=True, default="")
    body_zh = models.TextField(blank=True, default="")
    created_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ("title", "id")
