"""Who may do what, from the declarations that the program obeys."""

from __future__ import annotations

from collections.abc import Iterable

from scripts.reference.markdown import page, table

INTRODUCTION = """\
A person has roles in an organisation: the vendor, or a customer. What belongs to a customer is seen by its own people
and by the vendor's staff; to anybody else it is as if it were not there.
"""
ON_TICKETS = "## On a ticket\n\n"
GIVING = "## Which roles a role may give and take\n\n"
CREDITS = "## Steps of a credit\n\n"
PUBLISHING = "## Publishing attainment\n\n"


def rights_page() -> str:
    """docs/reference/permissions.md"""
    from upheld.accounts.permissions import MAY_GIVE
    from upheld.accounts.roles import Role
    from upheld.desk.permissions import all_rights
    from upheld.reports.permissions import MOVES, PUBLISHERS

    roles = list(Role)
    acts = [(f"`{name}`", *_marks(right.roles, roles), _refusal(name)) for name, right in all_rights().items()]
    grants = [
        (f"`{role}`", ", ".join(f"`{other}`" for other in roles if other in can)) for role, can in MAY_GIVE.items()
    ]
    moves = [
        (f"`{name}`", ", ".join(sorted(move.before)), move.after, _names(move.roles, roles))
        for name, move in MOVES.items()
    ]
    return page(
        "Roles and permissions",
        INTRODUCTION,
        table(("Role", "Called", "称呼"), [(f"`{role}`", role.label, _role(role, "zh")) for role in roles]),
        ON_TICKETS + table(("Act", *(_head(role) for role in roles), "Refused to others with"), acts),
        GIVING + table(("Role", "May give and take"), grants),
        CREDITS + table(("Step", "From", "To", "By"), moves),
        PUBLISHING + f"By {_names(PUBLISHERS, roles)}.\n",
    )


def _marks(allowed: Iterable[str], roles: Iterable[str]) -> list[str]:
    return ["●" if role in allowed else "" for role in roles]


def _refusal(right: str) -> str:
    from upheld.i18n.words import say

    return say("refused", f"may_not_{right}", lang="en")


def _names(holders: Iterable[str], roles: Iterable[str]) -> str:
    return ", ".join(f"`{role}`" for role in roles if role in holders)


def _head(role: str) -> str:
    return role.replace("_", " ")


def _role(role: str, lang: str) -> str:
    from upheld.i18n.words import say

    return say("role", role, lang=lang)
