"""Builds the API from its resources."""

from __future__ import annotations

from ninja import NinjaAPI

from upheld.api.resources import RESOURCES
from upheld.api.wire import errors
from upheld.api.wire.gate import gate
from upheld.api.wire.json import BoundedParser, ExactRenderer

DESCRIPTION = """\
Everything that the pages of Upheld do. Each call carries a token, `Authorization: Bearer uph_…`, that its owner made on
their profile page; it can never do what its owner cannot, and only what its scopes (read, write, admin) allow.
What needs the person themselves is for pages alone: signing in and out, passwords, making tokens, erasing a person.

**Writes** take an `Idempotency-Key`: sent again within 24 hours, the same request is answered as before and done once.
**Errors** are `application/problem+json`: `code` is for programs, `errors` name the fields, words follow
`Accept-Language`.
**Lists** give `items` and `next`; pass `next` as `cursor` to go on. **Instants** are RFC 3339, durations seconds.
What belongs to an organisation that the token's owner is not of is answered like what does not exist: 404.
"""


def build() -> NinjaAPI:
    """Return a new API with every resource."""
    api = NinjaAPI(
        title="Upheld",
        version="1",
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        parser=BoundedParser(),
        renderer=ExactRenderer(),
    )
    errors.install(api)
    for resource in RESOURCES:
        resource.router.add_decorator(gate, mode="view")
        api.add_router("", resource.router)
    return api


API = build()
