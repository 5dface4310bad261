from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Password(models.Model):
    """The password hash of a person."""

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="password")
    hashed = models.CharField(max_length=256)
    changed_at = models.DateTimeField()


class OneTimeToken(models.Model):
    """A link sent by e-mail, valid once and for a limited time; only the SHA-256 of its secret is stored.

    An invitation holds an organisation and roles in it, which are given when it is accepted.
    """

    class Purpose(models.TextChoices):
        INVITATION = "invitation"
        RESET = "reset"
        SIGN_IN = "sign_in"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    roles = ArrayField(models.CharField(max_length=20), default=list)
    invited_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")


class ResetRequest(models.Model):
    """A request to reset the password of an address, which may be unknown.

    The page stores the request with the same statements for every address; the worker processes it.
    """

    folded = models.CharField(max_length=254)
    requested_at = models.DateTimeField()


class Attempt(models.Model):
    """A rate limit's counter: how often ``key`` was tried in the window that began at ``window_at``."""

    key = models.CharField(max_length=128)
    window_at = models.DateTimeField(db_index=True)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window_at"], name="one_counter_a_window")]
