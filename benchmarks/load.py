"""Very many open tickets, written in bulk: as the operations would have written them, but in minutes."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import Organisation
from upheld.accounts.queries import actor_of_user
from upheld.contracts import operations as contracts
from upheld.contracts.queries import terms_of
from upheld.knowledge.lexemes import vector
from upheld.ledger import leaf
from upheld.sla import outlook, read_fact

TAKE = "SELECT min(nextval(pg_get_serial_sequence('desk_ticket', 'id'))) FROM generate_series(1, %s)"
PASSWORD = "a bench is no secret"
CUSTOMERS = 8
CHUNK = 5_000
TERMS = """
upheld: 1
name: Bench
version: 1
timezone: Asia/Shanghai
effective: {from: 2026-01-01}
calendars:
  always: 24x7
  office: {week: {mon-fri: ["09:00-12:00", "13:00-18:00"]}}
severities:
  - id: P0
    name: {en: Urgent, zh: 紧急}
    objectives:
      response: {within: 15m, calendar: always, warn_at: [50%, 80%]}
      restoration: {within: 4h, calendar: always}
      resolution: {within: 5bd, calendar: office}
  - id: P1
    name: {en: High, zh: 高}
    objectives:
      response: {within: 400d, calendar: always}
      restoration: {within: 500d, calendar: always}
      resolution: {within: 600d, calendar: always}
  - id: P2
    name: {en: Normal, zh: 中}
    objectives:
      response: {within: 1h, calendar: always}
escalation:
  - {at: breach, objectives: [response], notify: [group]}
"""
COMMON = (
    *("join", "channel", "audio", "video", "message", "token", "login", "network", "timeout", "error"),
    *("音频", "视频", "消息", "登录", "超时", "网络", "频道", "失败"),
)
MIDDLE = (
    *("echo", "freeze", "bitrate", "codec", "camera", "push", "certificate", "proxy", "firewall", "reconnect"),
    *("回声", "卡顿", "码率", "编码", "摄像头", "推送"),
)


COLLEAGUES = 8
"""Engineers of the vendor: as many as connections ask at once."""


@dataclass(slots=True)
class Stage:
    """Who is there, and what was loaded."""

    customers: list[int]
    requesters: list[Actor]
    engineer: Actor
    colleagues: list[Actor]
    """The engineers, ``engineer`` among them: each has a share of the threads of their own."""
    product_id: int
    group_id: int
    versions: list[int]
    tickets: list[int] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


def stage(now: datetime) -> Stage:
    """A vendor and eight customers under contract."""
    begin = now - timedelta(days=2)
    accounts.create_first_admin(name="Ada", address="admin@bench.example", password=PASSWORD, vendor="Bench", now=begin)
    vendor = Organisation.objects.get(kind="vendor")
    names = ["engineer", *(f"engineer-{number}" for number in range(2, COLLEAGUES + 1))]
    colleagues = [_person(vendor.pk, "engineer", f"{name}@bench.example", begin) for name in names]
    engineer = colleagues[0]
    group = accounts.create_group(name="First line", line="first", by=SYSTEM, now=begin)
    accounts.add_to_group(group_id=group, user_id=engineer.id, by=SYSTEM, now=begin)
    product = contracts.create_product(slug="rtc", name="RTC", components=[], by=SYSTEM, now=begin)
    stage = Stage([], [], engineer, colleagues, product, group, [])
    for number in range(CUSTOMERS):
        _customer(stage, number, begin)
    stage.tokens = [
        accounts.issue_token(name="bench", scopes=["read", "write"], by=requester, now=now).secret
        for requester in stage.requesters
    ]
    return stage


def _customer(stage: Stage, number: int, now: datetime) -> None:
    organisation = accounts.create_organisation(name=f"Customer {number}", by=SYSTEM, now=now)
    stage.customers.append(organisation)
    stage.requesters.append(_person(organisation, "requester", f"dev{number}@bench.example", now))
    contract = contracts.create_contract(
        organisation_id=organisation, name="Support", plan="bench", product_ids=[stage.product_id], by=SYSTEM, now=now
    )
    draft = contracts.save_draft(contract_id=contract, source=TERMS, by=SYSTEM, now=now)
    stage.versions.append(contracts.publish_version(version_id=draft, by=SYSTEM, now=now))


def _person(organisation: int, role: str, address: str, now: datetime) -> Actor:
    user = accounts.create_person(
        organisation_id=organisation,
        name=address.partition("@")[0],
        address=address,
        roles=[role],
        password=PASSWORD,
        by=SYSTEM,
        now=now,
    )
    actor = actor_of_user(user_id=user)
    assert actor is not None
    return actor


def tickets(
    stage: Stage, count: int, *, filed_at: Sequence[datetime], severity: str, now: datetime, messages: int = 1
) -> list[int]:
    """Load ``count`` open tickets, one for each instant of ``filed_at``, with ``messages`` messages each."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [count])
        first = int(cursor.fetchone()[0])
        cursor.execute("SELECT organisation_id, next_index FROM ledger_head")
        heads = dict(cursor.fetchall())
    dice = random.Random(first)
    numbers = range(first, first + count)
    for start in range(0, count, CHUNK):
        rows = [
            _Ticket(stage, number, filed_at[number - first], severity, heads, dice)
            for number in numbers[start : start + CHUNK]
        ]
        _write(rows, now, messages)
    _after(stage, heads, now)
    stage.tickets.extend(numbers)
    return list(numbers)


class _Ticket:
    """One ticket's rows."""

    def __init__(
        self, stage: Stage, number: int, at: datetime, severity: str, heads: dict[int, int], dice: random.Random
    ) -> None:
        place = number % CUSTOMERS
        self.number, self.at, self.severity = number, at, severity
        self.stage, self.place = stage, place
        self.owner, self.requester = stage.customers[place], stage.requesters[place].id
        self.index = heads[self.owner]
        heads[self.owner] += 1
        self.subject, self.body = _text(number, dice)

    def ticket(self) -> tuple[Any, ...]:
        group = self.stage.group_id if self.number % 2 else None
        return (
            self.number, self.owner, self.subject, "open", self.severity, self.severity, self.stage.product_id,
            self.stage.versions[self.place], "", "", "", "", "", "production", self.requester, group, None, [], "{}",
            None, 0, self.at, self.at, None,
        )  # fmt: skip

    def entry(self) -> tuple[Any, ...]:
        document = {
            "v": 1, "id": uuid.UUID(int=self.number).hex, "seq": self.index, "type": "ticket.filed",
            "subject": f"ticket/{self.number}", "actor": {"kind": "user", "id": str(self.requester)},
            "recorded_at": self.at, "data": {"severity": self.severity},
        }  # fmt: skip
        return (self.owner, self.index, "ticket.filed", f"ticket/{self.number}", self.at, leaf.encode(document))


def _text(number: int, dice: random.Random) -> tuple[str, str]:
    rare = f"CODE_{number:06d}"
    subject = " ".join([*dice.sample(COMMON, 3), dice.choice(MIDDLE), rare])
    return subject, " ".join(dice.choices(COMMON, k=12) + dice.choices(MIDDLE, k=2) + [rare])


def _write(rows: list[_Ticket], now: datetime, messages: int) -> None:
    copy("desk_ticket", TICKET, (row.ticket() for row in rows))
    copy("desk_message", MESSAGE, (message for row in rows for message in _messages(row, messages)))
    copy("ledger_entry", ENTRY, (row.entry() for row in rows), first=MOVE_HEADS)
    copy("knowledge_searchrow", SEARCH, (_search(row) for row in rows))
    clocks, queue = [], []
    for row in rows:
        ticket_clocks = list(_clocks(row, now))
        clocks.extend(ticket_clocks)
        due = min((clock[7] for clock in ticket_clocks if clock[7] is not None), default=None)
        queue.append((row.number, row.owner, due, "response", False, row.severity, "open", row.ticket()[15], None, due))
    copy("clocks_clock", CLOCK, clocks)
    copy("clocks_queuerow", QUEUE, queue)


def _messages(row: _Ticket, count: int) -> Iterator[tuple[Any, ...]]:
    for number in range(count):
        author = row.requester if number % 2 == 0 else row.stage.engineer.id
        at = row.at + timedelta(minutes=number)
        yield (row.owner, row.number, "public", "reply", False, author, number % 2 == 0, row.body, at)


def _search(row: _Ticket) -> tuple[Any, ...]:
    return (row.number, row.owner, vector([(f"#{row.number} {row.subject}", "A"), (row.body, "D")]), None)


def _clocks(row: _Ticket, now: datetime) -> Iterator[tuple[Any, ...]]:
    terms = terms_of(row.stage.versions[row.place])
    filed = read_fact({"at": row.at.isoformat(), "type": "ticket_filed", "severity": row.severity})
    view = outlook(terms, [filed], row.at)
    for reading in view.assessment.readings:
        at = view.next_at.get((reading.objective, reading.cycle))
        yield (
            row.owner, row.number, reading.objective, reading.cycle, reading.severity, reading.state, "",
            reading.due_at, False, False, reading.started_at, None, None, reading.allowance, reading.counted,
            reading.remaining, reading.overdue, row.at, at, [],
        )  # fmt: skip


TICKET = (
    "id organisation_id subject state severity severity_asked product_id contract_version_id uncovered component"
    " platform sdk_version region environment requester_id group_id assignee_id tags evidence merged_into_id revision"
    " filed_at updated_at closed_at"
)
MESSAGE = "organisation_id ticket_id kind channel automatic author_id from_customer body created_at"
ENTRY = "organisation_id index type subject recorded_at leaf"
SEARCH = "ticket_id organisation_id public everything"
CLOCK = (
    "organisation_id ticket_id objective cycle severity state outcome due_at provisional excluded started_at stopped_at"
    " decided_at allowance counted remaining overdue assessed_at next_transition_at passed"
)
QUEUE = "ticket_id organisation_id next_due_at next_objective missed severity state group_id assignee_id rank_at"
TYPES = {"knowledge_searchrow": ["int8", "int8", "tsvector", "tsvector"]}


# The end of a log moves in the statement that appends to it.
MOVE_HEADS = """
    WITH head AS (
        UPDATE ledger_head SET next_index = ends.index, last_recorded_at = greatest(last_recorded_at, ends.recorded_at)
        FROM (
            SELECT organisation_id, max(index) + 1 AS index, max(recorded_at) AS recorded_at
            FROM incoming GROUP BY organisation_id
        ) ends WHERE ledger_head.organisation_id = ends.organisation_id
    )
"""


def copy(table: str, columns: str, rows: Any, *, first: str = "") -> None:
    """COPY rows in. ``first`` is what the same statement does before."""
    names = ", ".join(columns.split())
    with connection.cursor() as cursor:
        # Row security bars COPY FROM, so rows pass through a table of this session.
        cursor.execute(f"CREATE TEMP TABLE incoming AS SELECT {names} FROM {table} WHERE false")
        with cursor.cursor.copy(f"COPY incoming ({names}) FROM STDIN") as stream:
            for row in rows:
                stream.write_row(row)
        cursor.execute(f"{first} INSERT INTO {table} ({names}) SELECT {names} FROM incoming")
        cursor.execute("DROP TABLE incoming")


def _after(stage: Stage, heads: dict[int, int], now: datetime) -> None:
    with connection.cursor() as cursor:
        for owner, index in heads.items():
            cursor.execute(
                "UPDATE ledger_head SET next_index = %s, last_recorded_at = greatest(last_recorded_at, %s)"
                " WHERE organisation_id = %s",
                [index, now, owner],
            )
