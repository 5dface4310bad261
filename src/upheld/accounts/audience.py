"""The audience of each view, which the middleware enforces.

A view without an audience is refused when called, and fails a test.
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
    """The decision about a request for a view."""

    ENTER = "enter"
    SIGN_IN = "sign_in"
    NOTHING_HERE = "nothing_here"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Audience:
    """``kind`` is public, signed_in, staff, customer, or api (which checks a token itself); ``roles`` narrow it."""

    kind: str
    roles: frozenset[str] = field(default_factory=frozenset)

    def answer(self, actor: Actor | None) -> Answer:
        """Decides about an actor. Staff pages do not exist for customers, and customer pages do not exist for staff."""
        if self.kind in {"public", "api"}:
            return Answer.ENTER
        if actor is None:
            return Answer.SIGN_IN
        if (self.kind == "staff" and not actor.is_staff) or (self.kind == "customer" and not actor.organisations):
            return Answer.NOTHING_HERE
        held_roles = {role for _, role in actor.memberships}
        return Answer.NOT_ALLOWED if self.roles and not self.roles & held_roles else Answer.ENTER


def mark(view: View, audience: Audience) -> View:
    """Sets the audience of a view."""
    setattr(view, MARK, audience)
    return view


def public(view: View) -> View:
    """Allows everybody, signed in or not."""
    return mark(view, Audience("public"))


def signed_in(view: View) -> View:
    """Allows everybody who is signed in."""
    return mark(view, Audience("signed_in"))


def staff(*roles: str) -> Callable[[View], View]:
    """Allows the vendor's staff, or only those with one of the given roles."""
    return lambda view: mark(view, Audience("staff", frozenset(roles)))


def customer(*roles: str) -> Callable[[View], View]:
    """Allows a customer's people, or only those with one of the given roles."""
    return lambda view: mark(view, Audience("customer", frozenset(roles)))


def audience_of(view: Callable[..., Any]) -> Audience | None:
    """Returns the audience of a view. The API's views check a token themselves and have their own tests."""
    audience = getattr(view, MARK, None)
    if audience is None and getattr(view, "__module__", "").startswith("ninja."):
        return Audience("api")
    return audience if isinstance(audience, Audience) else None
