"""The very inputs of a customer's figures, packed so that the customer recomputes them without us.

``cases.jsonl`` holds a ticket a line (terms, facts, instant) in the form that ``upheld sla assess --cases`` reads,
``readings.jsonl`` what we say it answers, ``tickets.jsonl`` which ticket a line is, ``attainment.json`` the figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import Exists, OuterRef, Q

from upheld.accounts.actor import Actor
from upheld.accounts.models import Organisation
from upheld.clocks.models import Clock
from upheld.common import disk
from upheld.common.errors import NotFound
from upheld.contracts.queries import Edition, editions_as_of
from upheld.desk import evidence
from upheld.desk.models import Ticket
from upheld.desk.queries.dimensions import changed_since
from upheld.reports.cases import may_count
from upheld.reports.document import FORMAT, canonical, figure_of
from upheld.reports.periods import Period
from upheld.reports.queries.attainment import attainment
from upheld.reports.queries.load import refuse_damaged
from upheld.reports.readme import readme
from upheld.reports.slices import Asked, Slice
from upheld.sla import Fact, assess, write_fact, write_terms
from upheld.sla.instant import write_instant

BATCH = 200
GROUPS = ("plan", "product", "region")


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket in all three files."""

    case: dict[str, Any]
    readings: list[dict[str, Any]]
    ticket: dict[str, Any]


def write_export(file: IO[bytes], *, organisation_id: int, period: Period, as_of: datetime, actor: Actor) -> None:
    """Write the archive. Raises NotFound for an organisation that the actor does not see, DamagedTickets."""
    owner = Organisation.objects.filter(pk=organisation_id).first()
    if owner is None or not actor.sees(organisation_id):
        raise NotFound("no_such_organisation")
    disk.refuse_large()
    figures = canonical(_figures(organisation_id, owner.name, period, as_of, actor))
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(_member("README.txt", as_of), readme(owner.name, str(period), write_instant(as_of)))
        archive.writestr(_member("attainment.json", as_of), figures)
        _write_lines(archive, lines(organisation_id=organisation_id, period=period, as_of=as_of), as_of)


def _member(name: str, as_of: datetime) -> ZipInfo:
    """A member that bears the instant of the figures, in UTC: the same evidence is the same bytes."""
    member = ZipInfo(name, as_of.astimezone(UTC).timetuple()[:6])
    member.compress_type = ZIP_DEFLATED
    return member


def _figures(organisation_id: int, name: str, period: Period, as_of: datetime, actor: Actor) -> dict[str, Any]:
    of = Slice(customer=organisation_id)
    report = attainment(period=period, as_of=as_of, actor=actor, of=of, by=GROUPS)
    refuse_damaged(report.damaged)
    return {
        "format": FORMAT,
        "customer": name,
        "period": str(period),
        "as_of": write_instant(as_of),
        "by": list(GROUPS),
        "figures": [figure_of(figure) for figure in report.figures],
        "cancelled": dict(report.cancelled),
    }


def _write_lines(archive: ZipFile, found: Iterable[Line], as_of: datetime) -> None:
    """One member at a time can be open in an archive: the later two wait as text."""
    readings, tickets = [], []
    with archive.open(_member("cases.jsonl", as_of), "w", force_zip64=True) as cases:
        for line in found:
            cases.write(_json(line.case))
            readings.append(_json(line.readings))
            tickets.append(_json(line.ticket))
    archive.writestr(_member("readings.jsonl", as_of), b"".join(readings))
    archive.writestr(_member("tickets.jsonl", as_of), b"".join(tickets))


def _json(value: object) -> bytes:
    # The very form that `upheld sla assess --cases --format jsonl` prints, so that diff compares them.
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def lines(*, organisation_id: int, period: Period, as_of: datetime) -> Iterator[Line]:
    """Every ticket under contract that was open at any time of the period, as known at the instant."""
    start, end = period.window()
    counts = Clock.objects.filter(may_count(Asked(period=period, as_of=as_of)), ticket=OuterRef("pk"))
    concerned = Q(closed_at=None) | Q(closed_at__gte=start) | Q(Exists(counts))
    rows = Ticket.objects.filter(
        concerned,
        organisation_id=organisation_id,
        contract_version__isnull=False,
        filed_at__lt=end,
        filed_at__lte=as_of,
    ).select_related("contract_version__contract", "product")
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(numbers), BATCH):
        yield from _batch(list(rows.filter(pk__in=numbers[first : first + BATCH]).order_by("pk")), as_of)


def _batch(rows: list[Ticket], as_of: datetime) -> Iterator[Line]:
    numbers = [row.pk for row in rows]
    facts = evidence.facts_of_tickets(numbers)
    regions = changed_since(field="region", as_of=as_of, ticket_ids=numbers)
    editions = editions_as_of((row.contract_version_id for row in rows if row.contract_version_id), as_of)
    refuse_damaged([row.pk for row in rows if row.pk not in facts or row.contract_version_id not in editions])
    for row in rows:
        known = [fact for fact in facts[row.pk] if fact.at <= as_of]
        edition = editions[row.contract_version_id or 0]
        found = assess(edition.terms, known, as_of)
        case = {
            "terms": write_terms(edition.terms),
            "facts": [write_fact(fact) for fact in known],
            "as_of": write_instant(as_of),
        }
        yield Line(
            case,
            [one.as_dict() for one in found.readings],
            _ticket(row, known, edition, regions.get(row.pk, row.region)),
        )


def _ticket(row: Ticket, facts: Iterable[Fact], edition: Edition, region: str) -> dict[str, Any]:
    version = row.contract_version
    assert version is not None  # only tickets under contract are read
    ended = [fact.reason or "" for fact in facts if fact.type == "ticket_cancelled"]
    return {
        "ticket": row.pk,
        "subject": row.subject,
        "plan": version.contract.plan,
        "product": str(row.product_id),
        "region": region,
        "contract": version.contract_id,
        "version": version.number,
        "edition": edition.number,
        "terms_sha256": edition.reference.sha256,
        "cancelled": ended[0] if ended else "",
    }
