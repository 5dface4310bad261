"""The nouns of contracts: frozen read models, never rows."""

from upheld.contracts.queries.contracts import (
    ContractLine,
    ContractView,
    VersionView,
    contract,
    contract_page,
    contracts,
)
from upheld.contracts.queries.cover import Cover, covering
from upheld.contracts.queries.products import Bought, ProductView, bought, product, product_page, products
from upheld.contracts.queries.terms import forget, reference_of, terms_of, terms_of_versions

__all__ = [
    "Bought",
    "ContractLine",
    "ContractView",
    "Cover",
    "ProductView",
    "VersionView",
    "bought",
    "contract",
    "contract_page",
    "contracts",
    "covering",
    "forget",
    "product",
    "product_page",
    "products",
    "reference_of",
    "terms_of",
    "terms_of_versions",
]
