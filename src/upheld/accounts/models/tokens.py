from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiToken(models.Model):
    """An API token: 256 random bits, shown once and stored as SHA-256, with scopes, revocable.

    A person's token is used by that person. A machine token belongs to a program that runs by itself; its messages
    are automatic.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        MACHINE = "machine"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MACHINE)
    scopes = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
