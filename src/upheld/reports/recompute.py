"""An export checked without any database: the figures counted again from terms and facts alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from upheld.common.errors import Refused
from upheld.reports import tally
from upheld.reports.document import figure_of
from upheld.reports.periods import read_period
from upheld.reports.slices import About, Asked, Case
from upheld.sla import Terms, assess, read_fact, read_terms
from upheld.sla.instant import read_instant

LINE_MOST = 4 * 1024 * 1024
"""Bytes of one line."""


class CannotRecompute(Refused):
    """The archive is not one of ours, or not whole."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the archive says and that does not follow from its facts."""

    where: str
    said: str
    computed: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: how many tickets and figures were computed, and what differs."""

    tickets: int
    figures: int
    differences: tuple[Difference, ...]


def recompute(file: IO[bytes]) -> Checked:
    """Check an export. Raises CannotRecompute where it cannot be read."""
    try:
        with ZipFile(file) as archive:
            return _check(archive)
    except (BadZipFile, KeyError, ValueError, TypeError) as error:
        raise CannotRecompute("bad_export", reason=str(error)[:200]) from error


def _check(archive: ZipFile) -> Checked:
    said = json.loads(archive.read("attainment.json"))
    period, as_of = read_period(said["period"]), read_instant(said["as_of"])
    terms: dict[int, Terms] = {}
    differences: list[Difference] = []
    cases = list(_cases(archive, as_of, terms, differences))
    found = list(tally.counted(Asked(period=period, as_of=as_of), cases))
    computed = [figure_of(one) for one in tally.figures(found, period, terms, said["by"])]
    differences += _figures(said["figures"], computed, said["by"])
    return Checked(len(cases), len(computed), tuple(differences))


def _cases(archive: ZipFile, as_of: datetime, terms: dict[int, Terms], differences: list[Difference]) -> Iterator[Case]:
    kept: dict[str, int] = {}
    with (
        archive.open("cases.jsonl") as cases,
        archive.open("readings.jsonl") as said,
        archive.open("tickets.jsonl") as about,
    ):
        for number, (line, reading, ticket) in enumerate(
            zip(_lines(cases), _lines(said), _lines(about), strict=True), 1
        ):
            own = json.dumps(line["terms"], sort_keys=True)
            version = kept.setdefault(own, len(kept) + 1)
            if version not in terms:
                terms[version] = read_terms(line["terms"])
            found = assess(terms[version], [read_fact(fact) for fact in line["facts"]], as_of)
            computed = [one.as_dict() for one in found.readings]
            if computed != reading:
                differences.append(Difference(f"readings.jsonl:{number}", json.dumps(reading), json.dumps(computed)))
            yield Case(_about(ticket, version, str(terms[version].timezone)), found.readings)


def _lines(file: IO[bytes]) -> Iterator[Any]:
    while line := file.readline(LINE_MOST + 1):
        if len(line) > LINE_MOST:
            raise ValueError(f"a line of more than {LINE_MOST} bytes")
        yield json.loads(line)


def _about(ticket: Mapping[str, Any], version: int, zone: str) -> About:
    return About(
        ticket_id=int(ticket["ticket"]),
        subject=str(ticket.get("subject", "")),
        customer_id=0,
        customer="",
        version_id=version,
        terms_id=version,
        contract_id=int(ticket.get("contract", 0)),
        plan=str(ticket["plan"]),
        zone=zone,
        product_id=int(ticket["product"]),
        product="",
        region=str(ticket["region"]),
        cancelled=str(ticket["cancelled"]),
    )


def _figures(
    said: Iterable[Mapping[str, Any]], computed: Iterable[Mapping[str, Any]], by: Iterable[str]
) -> Iterator[Difference]:
    keys = ("objective", "severity", *by)
    old = {tuple(one[name] for name in keys): one for one in said}
    new = {tuple(one[name] for name in keys): one for one in computed}
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            where = "attainment.json: " + " ".join(part for part in key if part)
            yield Difference(where, json.dumps(old.get(key)), json.dumps(new.get(key)))
