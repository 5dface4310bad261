"""What tickets can be about."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from upheld.api.wire.callers import who
from upheld.api.wire.cursors import Paged, cut
from upheld.api.wire.fields import Given, Name, text
from upheld.api.wire.resource import ADMINISTER, Resource
from upheld.api.wire.shown import Made, Page, Shown, shown
from upheld.contracts import operations, queries

products = Resource("Products", acts=ADMINISTER)


class Product(Shown):
    """A product; a ticket names one of its components where there are any."""

    id: int
    slug: str
    name: str
    components: list[str]


class NewProduct(Given):
    """A product to be added."""

    slug: Annotated[str, Field(min_length=1, max_length=50, pattern=r"^[a-zA-Z0-9-]+$", examples=["chat-sdk"])]
    name: str = text(100, least=1, example="Chat SDK")
    components: Annotated[list[Name], Field(max_length=100, examples=[["push", "history"]])] = []


@products.read("/products", Page[Product])
def list_products(request: HttpRequest, asked: Query[Paged]) -> Page[Product]:
    """The active products."""
    part, more = cut(queries.products(), asked)
    return Page[Product](items=shown(Product, part), next=more)


@products.post("/products", Made)
def create_product(request: HttpRequest, given: NewProduct) -> Made:
    """Add a product, as a manager."""
    return Made(id=operations.create_product(**given.model_dump(), **who(request)))
