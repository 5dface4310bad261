"""Routes: a resource is a router whose handlers are named by what they do.

The name of a handler is its operation id, which client libraries are made from: renaming one breaks callers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from ninja import Router

from upheld.accounts.permissions import ADMINISTER, READ, WRITE

Handler = TypeVar("Handler", bound=Callable[..., Any])
Extra = Mapping[str, Any]
__all__ = ["ADMINISTER", "READ", "WRITE", "Resource"]


class Resource:
    """The routes of one kind of thing. ``acts`` is the scope that writes need."""

    def __init__(self, tag: str, *, acts: str = WRITE) -> None:
        self.router = Router(tags=[tag])
        self.acts = acts

    def read(
        self, path: str, shape: Any, *, scope: str = READ, extra: Extra = MappingProxyType({})
    ) -> Callable[[Handler], Handler]:
        """A ``GET`` that answers with ``shape``."""
        return self._route("GET", path, {200: shape}, scope, extra)

    def post(
        self, path: str, shape: Any = None, *, status: int = 201, scope: str = "", extra: Extra = MappingProxyType({})
    ) -> Callable[[Handler], Handler]:
        """A ``POST``: 201 with ``shape``, or 204 where there is nothing to tell."""
        return self._route("POST", path, {status: shape} if shape else {204: None}, scope or self.acts, extra)

    def put(self, path: str, shape: Any = None) -> Callable[[Handler], Handler]:
        """A ``PUT``: the same again changes nothing."""
        return self._route("PUT", path, {200: shape} if shape else {204: None}, self.acts)

    def patch(self, path: str) -> Callable[[Handler], Handler]:
        """A ``PATCH`` of the fields that are given."""
        return self._route("PATCH", path, {204: None}, self.acts)

    def delete(self, path: str) -> Callable[[Handler], Handler]:
        """A ``DELETE``."""
        return self._route("DELETE", path, {204: None}, self.acts)

    def _route(
        self, method: str, path: str, answers: dict[int, Any], scope: str, extra: Extra = MappingProxyType({})
    ) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            documented = {"x-scope": scope, **extra}
            self.router.add_api_operation(
                path,
                [method],
                handler,
                response=answers,
                operation_id=handler.__name__,
                openapi_extra=documented,
            )
            return handler

        return add
