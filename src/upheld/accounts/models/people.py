from __future__ import annotations

from django.db import models

from upheld.accounts.roles import Role


class User(models.Model):
    """A person. Addresses, roles and ways to sign in are rows of their own.

    A session opened before ``sessions_from`` is over: that is how all of them are ended at once.
    """

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    timezone = models.CharField(max_length=64, default="Asia/Shanghai")
    theme = models.CharField(max_length=8, default="auto")
    is_active = models.BooleanField(default=True)
    sessions_from = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class EmailAddress(models.Model):
    """An address of a person; ``folded`` is what makes two spellings one."""

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
    """What a person is in an organisation. Roles live here and nowhere else."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateTimeField(null=True)
    """When it was given; ``None`` where that was before it was kept."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="a_role_once"),
        ]
