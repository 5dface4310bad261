"""Logs whose head is damaged: finds them, and mends a head from the entries of its account.

The head of a log says where it ends and when its account was last locked. Without a head that agrees with the entries
nothing can be recorded in the account; other accounts go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections, transaction

from upheld.database import ask
from upheld.operations.errors import Damaged

LAST = "'9999-12-31'::timestamptz"
"""From this instant on no act can follow: the row has no instant, or one that Python cannot read."""

DAMAGED = f"""
    SELECT owner.id, owner.name, head.next_index, coalesce(log.size, 0), coalesce(head.last_recorded_at < {LAST}, true)
    FROM accounts_organisation owner
    LEFT JOIN ledger_head head ON head.organisation_id = owner.id
    LEFT JOIN LATERAL (
        SELECT max(index) + 1 AS size FROM ledger_entry WHERE organisation_id = owner.id
    ) log ON true
    WHERE (%(organisations)s::bigint[] IS NULL OR owner.id = ANY(%(organisations)s::bigint[]))
        AND (NOT ledger_ends_at(owner.id, coalesce(head.next_index, 0)) OR head.last_recorded_at >= {LAST})
    ORDER BY owner.id
"""  # noqa: S608
TRIGGERS = (
    "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ledger_head'::regclass AND tgenabled = 'O' AND NOT tgisinternal"
)
MEND = f"""
    INSERT INTO ledger_head AS head (organisation_id, next_index, last_recorded_at)
    SELECT %(organisation)s, max(index) + 1, greatest(
        clock_timestamp(), max(recorded_at) FILTER (WHERE recorded_at < {LAST})
    ) FROM ledger_entry WHERE organisation_id = %(organisation)s HAVING count(*) > 0
    ON CONFLICT (organisation_id) DO UPDATE SET next_index = excluded.next_index, last_recorded_at = greatest(
        excluded.last_recorded_at, CASE WHEN head.last_recorded_at < {LAST} THEN head.last_recorded_at END
    )
"""  # noqa: S608


class DamagedLog(Damaged):
    """The log of an account does not end where its head says, so nothing can be recorded in it."""

    def __init__(self, organisation_id: int) -> None:
        super().__init__("log", account=organisation_id)


@dataclass(frozen=True, slots=True)
class LogDamage:
    """How a head and the entries of its account disagree. ``end`` is ``None`` where the head is missing."""

    organisation_id: int
    name: str
    end: int | None
    size: int
    has_instant: bool

    @property
    def mendable(self) -> bool:
        """Whether the entries tell what the head has to be. Beyond them entries are missing, which nothing replaces."""
        return self.size > 0 and (self.end is None or self.end <= self.size)

    def __str__(self) -> str:
        if self.end is None:
            return f"the log of {self.name} has {self.size} entries, but no end"
        if self.end != self.size:
            return f"the log of {self.name} has {self.size} entries, but ends at {self.end}"
        return f"the log of {self.name} has no instant of its last act"


def damages(organisation_ids: Iterable[int] | None = None) -> list[LogDamage]:
    """The logs of these accounts, or of all, whose head is damaged."""
    organisations = None if organisation_ids is None else sorted(set(organisation_ids))
    return [LogDamage(*row) for row in ask(DAMAGED, {"organisations": organisations})]


def refuse_damaged(organisation_ids: Iterable[int]) -> None:
    """Raise DamagedLog for the first of these accounts whose log is damaged."""
    for damage in damages(organisation_ids):
        raise DamagedLog(damage.organisation_id)


def mend(mendable: Iterable[LogDamage]) -> None:
    """Write heads anew from the entries, as the owner of the tables, whom the triggers do not bind meanwhile."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("LOCK TABLE ledger_head IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(TRIGGERS)
        triggers = [name for (name,) in cursor.fetchall()]
        for name in triggers:
            cursor.execute(f"ALTER TABLE ledger_head DISABLE TRIGGER {name}")
        for damage in mendable:
            cursor.execute(MEND, {"organisation": damage.organisation_id})
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in triggers:
            cursor.execute(f"ALTER TABLE ledger_head ENABLE TRIGGER {name}")
