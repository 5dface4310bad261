"""Queries of contracts and products, which return frozen read models, never rows."""

from upheld.contracts.queries.calendars import CalendarLine, Horizon, calendars, horizons_in, horizons_of
from upheld.contracts.queries.contracts import (
    ContractLine,
    ContractView,
    EditionView,
    VersionView,
    contract,
    contract_page,
)
from upheld.contracts.queries.cover import Cover, covering
from upheld.contracts.queries.editions import editions_of, newest_edition
from upheld.contracts.queries.products import (
    PlansAndRegions,
    ProductView,
    plans_and_regions,
    product,
    product_page,
    products,
)
from upheld.contracts.queries.terms import (
    DamagedVersion,
    Edition,
    UnreadableVersion,
    damaged_versions,
    earlier_editions,
    editions_up_to,
    forget,
    reference_of,
    terms_of,
    terms_of_versions,
)

__all__ = [
    "CalendarLine",
    "ContractLine",
    "ContractView",
    "Cover",
    "DamagedVersion",
    "Edition",
    "EditionView",
    "Horizon",
    "PlansAndRegions",
    "ProductView",
    "UnreadableVersion",
    "VersionView",
    "calendars",
    "contract",
    "contract_page",
    "covering",
    "damaged_versions",
    "earlier_editions",
    "editions_of",
    "editions_up_to",
    "forget",
    "horizons_in",
    "horizons_of",
    "newest_edition",
    "plans_and_regions",
    "product",
    "product_page",
    "products",
    "reference_of",
    "terms_of",
    "terms_of_versions",
]
