"""Products: added, renamed, retired and restored, their components set; never deleted, for tickets are about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from upheld.accounts.actor import Actor
from upheld.contracts.models import Product
from upheld.contracts.operations.checks import CannotContract, checked_name, must_manage
from upheld.database import locks
from upheld.operations.bus import operation
from upheld.operations.errors import NotFound

PRODUCT_NAME_MAX = 100
COMPONENT_MAX = 60
COMPONENTS_MAX = 100


@operation
def create_product(*, slug: str, name: str, components: Sequence[str], by: Actor, now: datetime) -> int:
    """Add a product that tickets can be about and give its id."""
    must_manage(by)
    if not 0 < len(slug) <= 50 or not slug.isascii() or not slug.replace("-", "").isalnum():
        raise CannotContract("bad_slug", field="slug")
    if Product.objects.filter(slug=slug).exists():
        raise CannotContract("slug_taken", field="slug", slug=slug)
    named = _components(components)
    return Product.objects.create(slug=slug, name=checked_name(name, most=PRODUCT_NAME_MAX), components=named).pk


def _components(given: Sequence[str]) -> list[str]:
    """Their names, in the order in which they are offered; two that differ by case alone could not be told apart."""
    if len(given) > COMPONENTS_MAX:
        raise CannotContract("too_many_components", field="components", most=COMPONENTS_MAX)
    named = [checked_name(one, field="components", most=COMPONENT_MAX) for one in given]
    seen: set[str] = set()
    for one in named:
        if one.casefold() in seen:
            raise CannotContract("component_twice", field="components", name=one)
        seen.add(one.casefold())
    return named


@operation
def rename_product(*, product_id: int, name: str, by: Actor, now: datetime) -> None:
    """Call a product otherwise, on every ticket and contract. Its short name stays: the ledger speaks of it by that."""
    must_manage(by)
    product = _product(product_id)
    product.name = checked_name(name, most=PRODUCT_NAME_MAX)
    product.save(update_fields=["name"])


@operation
def set_components(*, product_id: int, components: Sequence[str], by: Actor, now: datetime) -> None:
    """Say which components new tickets can name, in this order; with none they name what they like.

    A ticket keeps the component that it was filed with. Raises `CannotContract`.
    """
    must_manage(by)
    product = _product(product_id)
    product.components = _components(components)
    product.save(update_fields=["components"])


@operation
def retire_product(*, product_id: int, by: Actor, now: datetime) -> None:
    """Offer a product no more for new tickets and contracts. Tickets and contracts that there are go on."""
    _serve(product_id, by, active=False)


@operation
def restore_product(*, product_id: int, by: Actor, now: datetime) -> None:
    """Offer a retired product again."""
    _serve(product_id, by, active=True)


def _serve(product_id: int, by: Actor, *, active: bool) -> None:
    must_manage(by)
    product = _product(product_id)
    product.is_active = active
    product.save(update_fields=["is_active"])


def _product(product_id: int) -> Product:
    product = locks.for_update(Product.objects.filter(pk=product_id)).first()
    if product is None:
        raise NotFound("no_product")
    return product
