"""Decides from the history whether an arbiter may rule on a case; see `conflicts`.

An arbiter rules only where they never acted on the ticket: no public act, note, assignment, nor membership of one of
its support groups since it was filed; tickets that were merged into it count as part of it. An arbiter appointed after
the case opened, or by themselves, rules only if the customer agrees to it on the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from upheld.ledger.queries import EntryView

RULINGS = frozenset({"severity.ruled", "wait.voided"})
ENDINGS = frozenset({"ticket.cancelled", "ticket.merged", "cancellation.refused"})
"""Entry types that the vendor's people create only by ruling on a proposal to end the ticket."""
BY_AGREEMENT = frozenset({"appointed_later", "self_appointed"})
"""Conflicts that the customer's agreement removes."""
INTERNAL = frozenset({"acted", "assigned", "in_group"})
WORKED = "worked"
"""Replaces `INTERNAL` conflicts for customers, who must not learn of internal notes."""
UNREADABLE = "unreadable"
"""The entries of the ticket or about the arbiter are damaged, so a conflict cannot be excluded."""
OPENED_BY_VENDOR = {"exclusion.claimed": "exclusion", "cancellation.proposed": "cancellation"}
"""Kinds of cases that the vendor opens, by entry type. A case that is opened again counts from the first opening."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A reason for which a person may not rule. ``at`` is when it arose, if the log says so."""

    code: str
    at: datetime | None = None

    @property
    def by_agreement(self) -> bool:
        """Whether the customer's agreement removes it."""
        return self.code in BY_AGREEMENT


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership of a support group. ``None`` means: since before the log began, or until now."""

    group_id: int
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An arbiter's record in the vendor's log: when and by whom they were appointed, and their groups."""

    person_id: int
    appointed_at: datetime | None
    appointed_by: int | None
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A ticket's history of people: (person, instant) of acts, assignments and agreements, and its groups."""

    filed_at: datetime
    acts: tuple[tuple[int, datetime], ...]
    assignments: tuple[tuple[int, datetime], ...]
    agreements: tuple[tuple[int, datetime], ...]
    groups: frozenset[int]
    opened: Mapping[str, datetime] = field(default_factory=dict)
    """When the vendor first opened a case of each kind."""


def conflicts(record: Record | None, past: Past | None, kind: str, opened_at: datetime) -> tuple[Conflict, ...]:
    """Returns the reasons for which an arbiter may not rule on a case; empty if they may.

    ``record`` and ``past`` are ``None`` if damaged.
    """
    if record is None or past is None:
        return (Conflict(UNREADABLE),)
    opened_at = min(opened_at, past.opened.get(kind, opened_at))
    agreed = max((at for person, at in past.agreements if person == record.person_id), default=None)
    valid = agreed is not None and (record.appointed_at is None or agreed >= record.appointed_at)
    return tuple(conflict for conflict in _conflicts(record, past, opened_at) if not (conflict.by_agreement and valid))


def _conflicts(record: Record, past: Past, opened_at: datetime) -> Iterator[Conflict]:
    acts = [at for person, at in past.acts if person == record.person_id]
    if acts:
        yield Conflict("acted", acts[-1])
    assignments = [at for person, at in past.assignments if person == record.person_id]
    if assignments:
        yield Conflict("assigned", assignments[-1])
    for stay in record.stays:
        if stay.group_id in past.groups and (stay.until is None or stay.until > past.filed_at):
            yield Conflict("in_group", stay.since)
            break
    if record.appointed_by == record.person_id:
        yield Conflict("self_appointed", record.appointed_at)
    elif record.appointed_at is not None and record.appointed_at > opened_at:
        yield Conflict("appointed_later", record.appointed_at)


def as_customers_read(conflicts: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """Replaces internal conflicts by one that says only that the person worked on the ticket."""
    codes = dict.fromkeys(Conflict(WORKED) if conflict.code in INTERNAL else conflict for conflict in conflicts)
    return tuple(codes)


def past_from(entries: Iterable[EntryView], merged: Iterable[EntryView] = ()) -> Past:
    """Builds a ticket's past from its entries in order, the filing first, and from the entries of its duplicates."""
    ordered = list(entries)
    acts, assignments, agreements = [], [], []
    groups: set[int] = set()
    opened: dict[str, datetime] = {}
    for entry in (*merged, *ordered):
        data, actor, at = entry.document["data"], entry.document["actor"], entry.recorded_at
        if actor["kind"] == "user" and not _is_ruling(entry):
            acts.append((int(actor["id"]), at))
        if entry.type == "ticket.assigned":
            groups |= {data["group_id"]} if data.get("group_id") else set()
            assignments += [(data["assignee_id"], at)] if data.get("assignee_id") else []
    for entry in ordered:
        if entry.type == "arbiter.agreed":
            agreements.append((entry.document["data"]["arbiter_id"], entry.recorded_at))
        if entry.type in OPENED_BY_VENDOR:
            opened.setdefault(OPENED_BY_VENDOR[entry.type], entry.recorded_at)
    filed_at = ordered[0].recorded_at
    return Past(filed_at, tuple(acts), tuple(assignments), tuple(agreements), frozenset(groups), opened)


def _is_ruling(entry: EntryView) -> bool:
    decided = entry.type.startswith("exclusion.") and entry.document["data"].get("by") == "arbiter"
    return entry.type in RULINGS or entry.type in ENDINGS or decided


def record_from(person_id: int, changes: Iterable[EntryView], group_ids: Iterable[int]) -> Record:
    """Builds an arbiter's record from the vendor's log and their present groups.

    Roles and groups that the log does not mention are older than the log: the appointment has no date, and the
    membership began before any ticket.
    """
    appointed_at: datetime | None = None
    appointed_by: int | None = None
    open_since: dict[int, datetime | None] = {}
    stays: list[Stay] = []
    for entry in changes:
        data, at = entry.document["data"], entry.recorded_at
        if entry.type == "role.given" and data["role"] == "arbiter":
            actor = entry.document["actor"]
            appointed_at, appointed_by = at, int(actor["id"]) if actor["kind"] == "user" else None
        elif entry.type == "group.joined":
            open_since[data["group_id"]] = at
        elif entry.type == "group.left":
            stays.append(Stay(data["group_id"], open_since.pop(data["group_id"], None), at))
    stays += [Stay(group_id, open_since.get(group_id)) for group_id in sorted({*group_ids, *open_since})]
    return Record(person_id, appointed_at, appointed_by, tuple(stays))
