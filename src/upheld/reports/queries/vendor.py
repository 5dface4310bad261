"""What reports say of the vendor."""

from __future__ import annotations

from upheld.accounts.models import Organisation


def vendor_zone() -> str:
    """The zone in which the vendor's hours of the week are told."""
    return Organisation.objects.filter(kind="vendor").values_list("timezone", flat=True).first() or "UTC"


def vendor_name() -> str:
    """How the vendor is called; empty before there is one."""
    return Organisation.objects.filter(kind="vendor").values_list("name", flat=True).first() or ""
