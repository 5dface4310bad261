"""What reports say of the vendor."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.models import Organisation
from upheld.database import ask
from upheld.reports.periods import Period, is_zone

ZONES = """
    SELECT timezone FROM accounts_organisation WHERE kind = 'vendor'
    UNION SELECT terms ->> 'timezone' FROM contracts_contractversion WHERE published_at IS NOT NULL
"""


def is_over(period: Period, now: datetime) -> bool:
    """Whether a period has ended for the vendor and in the zone of every contract: until then figures still grow."""
    return all(period.ends_at(zone) <= now for (zone,) in ask(ZONES, {}) if is_zone(zone))


def vendor_zone() -> str:
    """The zone in which the vendor's hours of the week are told."""
    return Organisation.objects.filter(kind="vendor").values_list("timezone", flat=True).first() or "UTC"


def vendor_name() -> str:
    """How the vendor is called; empty before there is one."""
    return Organisation.objects.filter(kind="vendor").values_list("name", flat=True).first() or ""
