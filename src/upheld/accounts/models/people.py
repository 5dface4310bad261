from __future__ import annotations

from django.db import models

from upheld.accounts.roles import Role


class User(models.Model):
    """A person. Addresses, roles and credentials are separate rows.

    ``sessions_ended`` counts how often all sessions were ended at once; a session holds the count it began with.
    """

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    timezone = models.CharField(max_length=64, default="Asia/Shanghai")
    theme = models.CharField(max_length=8, default="auto")
    is_active = models.BooleanField(default=True)
    sessions_ended = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class EmailAddress(models.Model):
    """An address of a person; ``folded`` is equal for all spellings of the address."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    address = models.CharField(max_length=254)
    folded = models.CharField(max_length=254, unique=True)
    is_primary = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(is_primary=True), name="one_primary_address_each"
            ),
        ]


class Membership(models.Model):
    """A role of a person in an organisation. Roles are stored only here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(null=True)
    """When the role was given; ``None`` if that was before the date was stored."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="a_role_once"),
        ]
