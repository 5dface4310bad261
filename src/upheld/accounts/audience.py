"""Whom a page is for. Every view says so, and the middleware lets nobody else in.

A view that says nothing is shown to nobody: it is refused when called and fails a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from upheld.accounts.actor import Actor

View = TypeVar("View", bound=Callable[..., Any])
MARK = "upheld_audience"


class Answer(Enum):
    """What becomes of a request for a view."""

    ENTER = "enter"
    SIGN_IN = "sign_in"
    NOTHING_HERE = "nothing_here"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Audience:
    """``kind`` is public, signed_in, staff, customer, or api (which asks for a token itself); ``roles`` narrow it."""

    kind: str
    roles: frozenset[str] = field(default_factory=frozenset)

    def answer(self, actor: Actor | None) -> Answer:
        """What this actor finds: another family's pages are not there, one's own may be closed."""
        if self.kind in {"public", "api"}:
            return Answer.ENTER
        if actor is None:
            return Answer.SIGN_IN
        if (self.kind == "staff" and not actor.is_staff) or (self.kind == "customer" and not actor.organisations):
            return Answer.NOTHING_HERE
        held = {role for _, role in actor.memberships}
        return Answer.NOT_ALLOWED if self.roles and not self.roles & held else Answer.ENTER


def mark(view: View, audience: Audience) -> View:
    """Say whom a view is for."""
    setattr(view, MARK, audience)
    return view


def public(view: View) -> View:
    """For anybody, signed in or not."""
    return mark(view, Audience("public"))


def signed_in(view: View) -> View:
    """For whoever has signed in."""
    return mark(view, Audience("signed_in"))


def staff(*roles: str) -> Callable[[View], View]:
    """For the vendor's staff; where roles are named, for those who hold one of them."""
    return lambda view: mark(view, Audience("staff", frozenset(roles)))


def customer(*roles: str) -> Callable[[View], View]:
    """For a customer's people; where roles are named, for those who hold one of them."""
    return lambda view: mark(view, Audience("customer", frozenset(roles)))


def audience_of(view: Callable[..., Any]) -> Audience | None:
    """What a view said. The API's views ask for a token themselves, under tests of their own."""
    found = getattr(view, MARK, None)
    if found is None and getattr(view, "__module__", "").startswith("ninja."):
        return Audience("api")
    return found if isinstance(found, Audience) else None
