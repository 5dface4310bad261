"""Arbiters and their support groups."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from upheld.accounts.roles import Role
from upheld.database import ask

ARBITERS = """
    SELECT person.id, person.name, member.group_id
    FROM accounts_membership held
    JOIN accounts_user person ON person.id = held.user_id AND person.is_active
    LEFT JOIN accounts_groupmember member ON member.user_id = person.id
    WHERE held.role = %(role)s
    ORDER BY person.name, person.id, member.group_id
"""


@dataclass(frozen=True, slots=True)
class ArbiterView:
    """An active arbiter. ``group_ids`` are their present support groups."""

    id: int
    name: str
    group_ids: tuple[int, ...]


def arbiters() -> tuple[ArbiterView, ...]:
    """Returns all active arbiters, by name; one statement."""
    rows = ask(ARBITERS, {"role": Role.ARBITER.value})
    return tuple(
        ArbiterView(person, name, tuple(row[2] for row in group_rows if row[2] is not None))
        for (person, name), group_rows in groupby(rows, key=lambda row: (int(row[0]), str(row[1])))
    )
