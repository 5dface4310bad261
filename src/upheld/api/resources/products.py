"""What tickets can be about."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.callers import who
from upheld.api.wire.cursors import Paged
from upheld.api.wire.fields import Id, Name, RequestBody, Truth, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import Made, Page, Schema, shown
from upheld.contracts import operations, queries

products = Resource("Products", acts=ADMINISTER)


Components = Annotated[list[Name], Field(max_length=100, examples=[["push", "history"]])]


class Product(Schema):
    """A product; a ticket names one of its components where there are any."""

    id: int
    slug: str
    name: str
    components: list[str]
    is_active: bool = Field(description="false: it is retired, and no new ticket can be about it.")


class NewProduct(RequestBody):
    """A product to be added."""

    slug: Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[a-zA-Z0-9-]+$", examples=["chat-sdk"])]
    name: str = text(100, least=1, example="Chat SDK")
    components: Components = []


class ProductName(RequestBody):
    """What a product is called."""

    name: str = text(100, least=1, example="Chat SDK")


class ProductComponents(RequestBody):
    """What a product consists of, in the order in which it is offered."""

    components: Components


class ProductsQuery(Paged):
    """Which products are wanted."""

    retired: Truth = Field(False, description="With those that are retired.")


@products.read("/products", Page[Product])
def list_products(request: HttpRequest, asked: Query[ProductsQuery]) -> Page[Product]:
    """What new tickets can be about, by name."""
    found = queries.product_page(retired=asked.retired, after=asked.cursor, limit=asked.limit)
    return Page[Product](items=shown(Product, found.items), next=found.after)


@products.post("/products", Made)
def create_product(request: HttpRequest, given: NewProduct) -> Made:
    """Add a product, as a manager."""
    return Made(id=operations.create_product(**given.model_dump(), **who(request)))


@products.put("/products/{product_id}")
def rename_product(request: HttpRequest, product_id: Id, given: ProductName) -> None:
    """Call a product otherwise, as a manager. Its short name stays."""
    operations.rename_product(product_id=product_id, name=given.name, **who(request))


@products.put("/products/{product_id}/components")
def set_components(request: HttpRequest, product_id: Id, given: ProductComponents) -> None:
    """Say, as a manager, which components new tickets can name; tickets that there are keep theirs."""
    operations.set_components(product_id=product_id, components=given.components, **who(request))


@products.put("/products/{product_id}/retirement")
def retire_product(request: HttpRequest, product_id: Id) -> None:
    """Offer it no more, as a manager: no new ticket or contract can name it; those that there are go on."""
    operations.retire_product(product_id=product_id, **who(request))


@products.delete("/products/{product_id}/retirement")
def restore_product(request: HttpRequest, product_id: Id) -> None:
    """Offer a retired product again, as a manager."""
    operations.restore_product(product_id=product_id, **who(request))
