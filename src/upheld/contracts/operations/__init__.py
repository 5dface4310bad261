"""Operations on contracts and products. Each checks permissions and is one transaction."""

from upheld.contracts.operations.checks import CannotContract
from upheld.contracts.operations.contracts import (
    SOURCE_MAX,
    CannotPublish,
    create_contract,
    publish_version,
    save_draft,
)
from upheld.contracts.operations.editions import extend_decreed, publish_edition
from upheld.contracts.operations.products import (
    create_product,
    rename_product,
    restore_product,
    retire_product,
    set_components,
)
from upheld.sla.terms.write import terms_sha256

__all__ = [
    "SOURCE_MAX",
    "CannotContract",
    "CannotPublish",
    "create_contract",
    "create_product",
    "extend_decreed",
    "publish_edition",
    "publish_version",
    "rename_product",
    "restore_product",
    "retire_product",
    "save_draft",
    "set_components",
    "terms_sha256",
]
