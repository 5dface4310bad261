"""The registry of navigation links. Each surface registers its own; a page shows those of its reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Link:
    """A place by the name of its route. ``roles`` empty: for all of the audience."""

    route: str
    word: str
    roles: frozenset[str] = field(default_factory=frozenset)

    def address(self) -> str | None:
        """None where this installation has no such page."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return None


_links: dict[str, tuple[Link, ...]] = {}
_search: dict[str, str] = {}


def register(audience: str, links: Iterable[Link], *, search: str | None = None) -> None:
    """``audience``: staff, customer, public, or own (the reader's own pages); a surface registers once, at start."""
    _links[audience] = tuple(links)
    if search:
        _search[audience] = search


def links(audience: str, roles: frozenset[str] = frozenset()) -> list[Link]:
    return [link for link in _links.get(audience, ()) if not link.roles or link.roles & roles]


def search_route(audience: str) -> str | None:
    return _search.get(audience)
