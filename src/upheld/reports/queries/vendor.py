"""The vendor's name and time zone for reports."""

from __future__ import annotations

from datetime import datetime

from upheld.accounts.models import Organisation
from upheld.database import ask
from upheld.reports.periods import Period
from upheld.sla.calendar.zones import is_zone

ZONES = """
    SELECT timezone FROM accounts_organisation WHERE kind = 'vendor'
    UNION SELECT terms ->> 'timezone' FROM contracts_contractversion WHERE published_at IS NOT NULL
"""


def is_over(period: Period, now: datetime) -> bool:
    """Whether a period has ended in the zones of the vendor and of every contract. Until then its figures grow."""
    return all(period.ends_at(zone) <= now for (zone,) in ask(ZONES, {}) if zone and is_zone(zone))


ZONE_OF = """
    SELECT coalesce((
        SELECT figures #>> '{hours,zone}' FROM reports_publication
        WHERE period = %(period)s ORDER BY published_at, id LIMIT 1
    ), timezone), timezone FROM accounts_organisation WHERE kind = 'vendor'
"""


def zone_of(period: Period) -> str:
    """The time zone of a period's hours of the week: the vendor's, and from its first publication on that one's.

    So a change of the vendor's zone moves nothing that was published. One statement.
    """
    zones = [zone for row in ask(ZONE_OF, {"period": str(period)}) for zone in row]
    return next((zone for zone in zones if is_zone(zone)), "UTC")


def vendor_name() -> str:
    """The vendor's name, empty before there is a vendor."""
    return Organisation.objects.filter(kind="vendor").values_list("name", flat=True).first() or ""
