"""The roles, in two families: the customer's and the vendor's."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A role of a person in an organisation."""

    REQUESTER = "requester", _("Requester")
    CUSTOMER_MANAGER = "customer_manager", _("Customer manager")
    ENGINEER = "engineer", _("Support engineer")
    EXPERT = "expert", _("Expert")
    CSM = "csm", _("Customer success manager")
    SUPPORT_MANAGER = "support_manager", _("Support manager")
    ARBITER = "arbiter", _("Arbiter")
    ADMIN = "admin", _("Administrator")


CUSTOMER_ROLES = frozenset({Role.REQUESTER, Role.CUSTOMER_MANAGER})
STAFF_ROLES = frozenset(Role) - CUSTOMER_ROLES
HANDLERS = frozenset({Role.ENGINEER, Role.EXPERT, Role.SUPPORT_MANAGER, Role.ADMIN})
"""The handling chain: roles that work on tickets. Arbiters are deliberately not among them."""
MANAGERS = frozenset({Role.SUPPORT_MANAGER, Role.ADMIN})
