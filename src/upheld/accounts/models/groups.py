from __future__ import annotations

from django.db import models


class SupportGroup(models.Model):
    """A group of the vendor's staff to which tickets are assigned."""

    class Line(models.TextChoices):
        FIRST = "first"
        EXPERT = "expert"

    name = models.CharField(max_length=100, unique=True)
    line = models.CharField(max_length=10, choices=Line, default=Line.FIRST)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class GroupMember(models.Model):
    group = models.ForeignKey(SupportGroup, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="group_memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "user"], name="a_member_once")]
