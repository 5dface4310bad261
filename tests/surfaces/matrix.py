"""Who may do what, address by address: the literal table that `test_matrix` walks.

One row an address and method. A row says who is let in; everybody else gets what `Row` says for them. An address
that is served and has no row fails the test, which prints the row to begin with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

REQUESTER, MANAGER = "requester", "customer_manager"
ENGINEER, EXPERT, CSM = "engineer", "expert", "csm"
SUPPORT_MANAGER, ARBITER, ADMIN = "support_manager", "arbiter", "admin"
ANONYMOUS = "anonymous"

CUSTOMERS = frozenset({REQUESTER, MANAGER})
STAFF = frozenset({ENGINEER, EXPERT, CSM, SUPPORT_MANAGER, ARBITER, ADMIN})
EVERYONE = CUSTOMERS | STAFF
ANYBODY = EVERYONE | {ANONYMOUS}
HANDLERS = frozenset({ENGINEER, EXPERT, SUPPORT_MANAGER, ADMIN})
CORRESPONDENTS = HANDLERS | {CSM}
MANAGERS = frozenset({SUPPORT_MANAGER, ADMIN})
KEEPERS = MANAGERS | {CSM}
JUDGES = frozenset({ARBITER})
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address and method.

    ``who`` are the roles that are let in: they may get any answer but 400, 401, 403, 404, 405 and 5xx. ``refused`` is
    for the other roles. ``foreign`` is for the people of another customer, where the address or the body names
    something of a customer's; ``None``: it names nothing, and their role decides. ``others`` are exceptions by role.
    ``names`` puts other objects into the address than those of `objects`; ``body`` may name them, as ``$ticket_id``,
    and so may ``query``. ``rival_others`` are roles that are stopped before it is asked whose it is.
    """

    method: str
    path: str
    who: frozenset[str]
    refused: int = 403
    foreign: int | None = None
    anonymous: int = 401
    scope: str = ""
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, int] = field(default_factory=dict)
    rival_others: Mapping[str, int] = field(default_factory=dict)
    raw: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.path, self.method


def names_an_object(path: str) -> bool:
    """Whether an address has a part that names something."""
    return "<" in path
