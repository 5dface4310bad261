"""Adds, renames, retires and restores products, and sets their components. Products are never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.accounts.operations.rows import acting
from upheld.contracts.limits import COMPONENT_MAX
from upheld.contracts.models import Product
from upheld.contracts.operations.checks import CannotContract, checked_name, must_manage
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.operations.errors import NotFound

PRODUCT_NAME_MAX = 100
COMPONENTS_MAX = 100


@operation
def create_product(*, slug: str, name: str, components: Sequence[str], by: Actor, now: datetime) -> int:
    """Add a product and return its id."""
    must_manage(by)
    if not 0 < len(slug) <= 50 or not slug.isascii() or not slug.replace("-", "").isalnum():
        raise CannotContract("bad_slug", field="slug")
    locks.reserve("product", slug)
    must_manage(acting(by))
    if Product.objects.filter(slug=slug).exists():
        raise CannotContract("slug_taken", field="slug", slug=slug)
    names = _components(components)
    return Product.objects.create(slug=slug, name=checked_name(name, most=PRODUCT_NAME_MAX), components=names).pk


def _components(components: Sequence[str]) -> list[str]:
    """Validate the names of components, in their order. Names must differ by more than case."""
    if len(components) > COMPONENTS_MAX:
        raise CannotContract("too_many_components", field="components", most=COMPONENTS_MAX)
    names = [checked_name(name, field="components", most=COMPONENT_MAX) for name in components]
    folded: set[str] = set()
    for name in names:
        if name.casefold() in folded:
            raise CannotContract("component_twice", field="components", name=name)
        folded.add(name.casefold())
    return names


@operation
def rename_product(*, product_id: int, name: str, by: Actor, now: datetime) -> None:
    """Rename a product on every ticket and contract. Its slug stays, because the ledger identifies it by that."""
    must_manage(acting(by))
    product = _product(product_id)
    product.name = checked_name(name, most=PRODUCT_NAME_MAX)
    product.save(update_fields=["name"])


@operation
def set_components(*, product_id: int, components: Sequence[str], by: Actor, now: datetime) -> None:
    """Set the components that new tickets can name, in this order. Without components, tickets name any.

    A ticket keeps the component that it was filed with. Raises ``CannotContract``.
    """
    must_manage(acting(by))
    product = _product(product_id)
    product.components = _components(components)
    product.save(update_fields=["components"])


@operation
def retire_product(*, product_id: int, by: Actor, now: datetime) -> None:
    """Stop offering a product for new tickets and contracts. Existing ones are unaffected."""
    _serve(product_id, by, active=False)


@operation
def restore_product(*, product_id: int, by: Actor, now: datetime) -> None:
    """Offer a retired product again."""
    _serve(product_id, by, active=True)


def _serve(product_id: int, by: Actor, *, active: bool) -> None:
    must_manage(acting(by))
    product = _product(product_id)
    product.is_active = active
    product.save(update_fields=["is_active"])


def _product(product_id: int) -> Product:
    product = locks.for_update(Product.objects.filter(pk=product_id)).first()
    if product is None:
        raise NotFound("no_product")
    return product
