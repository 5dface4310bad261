"""What is written for another page, or for a spreadsheet, is read there as what it was."""

from __future__ import annotations

from datetime import UTC, timedelta
from urllib.parse import parse_qsl

import pytest

from factories.credits import on
from factories.world import START, World
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.i18n import moments
from upheld.markup.csv_text import harmless
from upheld.reports import pictures
from upheld.reports.queries.attainment import attainment, behind
from upheld.reports.query_params import read_query, read_selection, region_param


@pytest.mark.parametrize("region", ["", "-", "--", "-" * 40, "eu", "a-", "é&+ b"])
def test_a_region_is_read_from_a_url_as_it_was_written(region: str) -> None:
    query = read_query({"region": region_param(region)}, now=START, zone=UTC)
    assert query.of.region == region
    assert read_query(dict(parse_qsl(query.querystring())), now=START, zone=UTC).of.region == region


def test_figures_of_a_region_named_by_a_dash_lead_to_its_tickets(world: World) -> None:
    for region in ("-", "-", "", "--"):
        number = world.file("P0", region=region)
        desk.reply(ticket_id=number, body="Here.", by=world.engineer, now=world.wait(minutes=1))
    on(world, 4)
    query = read_query({"period": "2026-03", "by": "region"}, now=world.now, zone=UTC)
    report = attainment(period=query.period, as_of=query.as_of, actor=SYSTEM, of=query.of, by=query.by)
    figures = [line for line in pictures.lines(report, query) if line.row.objective == "response"]
    assert sorted(line.row.met for line in figures) == [1, 1, 2]
    for line in figures:
        params = dict(parse_qsl(line.links["met"]))
        linked, selection = read_query(params, now=world.now, zone=UTC), read_selection(params)
        lines = behind(
            period=linked.period,
            as_of=linked.as_of,
            actor=SYSTEM,
            of=linked.of,
            objective=selection.objective,
            severity=selection.severity,
            outcome=selection.outcome,
        )
        assert lines.total == line.row.met


def test_spreadsheets_and_pages_write_a_length_in_the_same_seconds() -> None:
    for seconds, cell in (
        (0.4, "0:00:01"),
        (899.6, "0:15:00"),
        (900.4, "0:15:00"),
        (3661.5, "1:01:02"),
        (0, "0:00:00"),
    ):
        assert harmless(timedelta(seconds=seconds)) == cell
    assert (harmless(timedelta(seconds=-5)), moments.duration(timedelta(seconds=-5), lang="en")) == ("-0:00:05", "5 s")
    assert moments.duration(timedelta(seconds=0.4), lang="en") == "1 s"
