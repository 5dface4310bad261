"""The vendor's name and time zone for reports."""

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
    """Whether a period has ended in the zones of the vendor and of every contract. Until then its figures grow."""
    return all(period.ends_at(zone) <= now for (zone,) in ask(ZONES, {}) if is_zone(zone))


def vendor_zone() -> str:
    """The time zone of the hours of the week."""
    return Organisation.objects.filter(kind="vendor").values_list("timezone", flat=True).first() or "UTC"


def vendor_name() -> str:
    """The vendor's name, empty before there is a vendor."""
    return Organisation.objects.filter(kind="vendor").values_list("name", flat=True).first() or ""
