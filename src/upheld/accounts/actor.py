"""The actor of operations and queries: a plain value, never a row."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.accounts.roles import CUSTOMER_ROLES, STAFF_ROLES

MACHINE = "machine"
"""The kind of a token that belongs to a program running by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person or the system, with the roles held at the moment of the act.

    ``memberships`` are pairs (organisation id, role). ``scopes`` is ``None`` for a session and the
    token's scopes for an API call. ``token_kind`` is ``person`` or ``machine``, and empty for a
    session.
    """

    kind: str
    id: int
    name: str = ""
    language: str = "en"
    timezone: str = "UTC"
    theme: str = "auto"
    memberships: tuple[tuple[int, str], ...] = ()
    scopes: frozenset[str] | None = None
    token_kind: str = ""

    @property
    def is_machine(self) -> bool:
        """Whether a program acts, with a machine token."""
        return self.token_kind == MACHINE

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def staff_roles(self) -> frozenset[str]:
        """The actor's roles at the vendor; they apply to every customer."""
        return frozenset(role for _, role in self.memberships if role in STAFF_ROLES)

    @property
    def is_staff(self) -> bool:
        return bool(self.staff_roles)

    @property
    def organisations(self) -> frozenset[int]:
        """The customer organisations whose rows the actor may see; staff see all (see ``sees``)."""
        return frozenset(org for org, role in self.memberships if role in CUSTOMER_ROLES)

    def roles_in(self, organisation_id: int) -> frozenset[str]:
        """Returns the roles that apply to an organisation: those held in it as a customer, and those at the vendor."""
        customer_roles = {role for org, role in self.memberships if org == organisation_id and role in CUSTOMER_ROLES}
        return frozenset(customer_roles) | self.staff_roles

    def sees(self, organisation_id: int) -> bool:
        return self.is_system or self.is_staff or organisation_id in self.organisations


SYSTEM = Actor(kind="system", id=0, name="Upheld")
