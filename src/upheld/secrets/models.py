from __future__ import annotations

from django.db import models


class AdoptedKey(models.Model):
    """The fingerprint of a secret key that the installation has used; the newest row is the present one."""

    FORBIDDEN_TO_APP = "UPDATE, DELETE"

    fingerprint = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()

    class Meta:
        app_label = "common"
