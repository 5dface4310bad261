"""Attainment of a period, counted from the cached clocks."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from factories.world import World
from upheld.accounts.actor import SYSTEM
from upheld.desk import acts as desk
from upheld.reports.periods import read_period
from upheld.reports.queries.attainment import attainment
from upheld.reports.queries.views import Report

MARCH = read_period("2026-03")


def told(world: World, **given: object) -> Report:
    return attainment(period=MARCH, as_of=world.now, actor=SYSTEM, **given)  # type: ignore[arg-type]


def figures(report: Report) -> dict[tuple[str, str], tuple[int, int, Fraction | None]]:
    return {
        (figure.row.objective, figure.row.severity): (figure.row.met, figure.row.missed, figure.row.attainment)
        for figure in report.figures
    }


def test_nothing_decided_has_no_attainment(world: World) -> None:
    world.file("P1")
    assert told(world).figures == ()


def test_met_and_missed_are_counted_by_objective_and_severity(world: World) -> None:
    first, second = world.file("P1"), world.file("P1", customer=world.rival)
    world.wait(minutes=30)
    desk.reply(ticket_id=first, body="Looking.", by=world.engineer, now=world.now)
    world.wait(hours=2)
    desk.reply(ticket_id=second, body="Sorry.", by=world.engineer, now=world.now)
    assert figures(told(world)) == {("response", "P1"): (1, 1, Fraction(1, 2))}
    row = told(world).figures[0].row
    assert row.lateness[50] == timedelta(hours=1, minutes=30)
    assert row.speed[50] == timedelta(minutes=30)
