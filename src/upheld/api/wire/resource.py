"""Resources: routers whose handlers' names are the operation ids.

Client libraries are generated from operation ids, so renaming a handler breaks them.
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
    """A router for the operations under one tag. ``acts`` is the token scope that its writes require."""

    def __init__(self, tag: str, *, acts: str = WRITE) -> None:
        self.tag = tag
        self.router = Router(tags=[tag])
        self.acts = acts

    def read(
        self, path: str, shape: Any, *, scope: str = READ, extra: Extra = MappingProxyType({})
    ) -> Callable[[Handler], Handler]:
        """Register a ``GET`` handler that returns ``shape``."""
        return self._route("GET", path, {200: shape}, scope, extra)

    def post(
        self, path: str, shape: Any = None, *, status: int = 201, scope: str = "", extra: Extra = MappingProxyType({})
    ) -> Callable[[Handler], Handler]:
        """Register a ``POST`` handler: it returns ``shape`` with ``status``, or 204 without a shape."""
        return self._route("POST", path, {status: shape} if shape else {204: None}, scope or self.acts, extra)

    def write(self, method: str, path: str, shape: Any = None) -> Callable[[Handler], Handler]:
        """Register a handler of an act: it returns ``shape`` with 201, or 204 without a shape."""
        return self._route(method, path, {201: shape} if shape else {204: None}, self.acts)

    def replace(self, path: str, shape: Any = None) -> Callable[[Handler], Handler]:
        """Register a ``PUT`` handler. Repeating the request changes nothing."""
        return self._route("PUT", path, {200: shape} if shape else {204: None}, self.acts)

    def patch(self, path: str) -> Callable[[Handler], Handler]:
        """Register a ``PATCH`` handler. Fields that are left out stay as they are."""
        return self._route("PATCH", path, {204: None}, self.acts)

    def delete(self, path: str) -> Callable[[Handler], Handler]:
        """Register a ``DELETE`` handler."""
        return self._route("DELETE", path, {204: None}, self.acts)

    def _route(
        self, method: str, path: str, responses: dict[int, Any], scope: str, extra: Extra = MappingProxyType({})
    ) -> Callable[[Handler], Handler]:
        def add(handler: Handler) -> Handler:
            openapi_extra = {"x-scope": scope, **extra}
            self.router.add_api_operation(
                path,
                [method],
                handler,
                response=responses,
                operation_id=handler.__name__,
                openapi_extra=openapi_extra,
            )
            return handler

        return add
