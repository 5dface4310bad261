"""Products and their components."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.callers import actor_args
from upheld.api.wire.cursors import PageQuery
from upheld.api.wire.fields import Id, Name, RequestBody, Truth, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.schemas import CreatedId, Page, Schema, to_schemas
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


class ProductsQuery(PageQuery):
    """Which products are wanted."""

    retired: Truth = Field(False, description="With those that are retired.")


@products.read("/products", Page[Product])
def list_products(request: HttpRequest, query: Query[ProductsQuery]) -> Page[Product]:
    """What new tickets can be about, by name."""
    page = queries.product_page(retired=query.retired, after=query.cursor, limit=query.limit)
    return Page[Product](items=to_schemas(Product, page.items), next=page.after)


@products.post("/products", CreatedId)
def create_product(request: HttpRequest, body: NewProduct) -> CreatedId:
    """Add a product, as a manager."""
    return CreatedId(id=operations.create_product(**body.model_dump(), **actor_args(request)))


@products.replace("/products/{product_id}")
def rename_product(request: HttpRequest, product_id: Id, body: ProductName) -> None:
    """Call a product otherwise, as a manager. Its short name stays."""
    operations.rename_product(product_id=product_id, name=body.name, **actor_args(request))


@products.replace("/products/{product_id}/components")
def set_components(request: HttpRequest, product_id: Id, body: ProductComponents) -> None:
    """Say, as a manager, which components new tickets can name; tickets that there are keep theirs."""
    operations.set_components(product_id=product_id, components=body.components, **actor_args(request))


@products.replace("/products/{product_id}/retirement")
def retire_product(request: HttpRequest, product_id: Id) -> None:
    """Offer it no more, as a manager: no new ticket or contract can name it; those that there are go on."""
    operations.retire_product(product_id=product_id, **actor_args(request))


@products.delete("/products/{product_id}/retirement")
def restore_product(request: HttpRequest, product_id: Id) -> None:
    """Offer a retired product again, as a manager."""
    operations.restore_product(product_id=product_id, **actor_args(request))
