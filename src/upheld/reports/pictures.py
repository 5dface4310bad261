"""A report ready to be drawn: bars, the hours of the week, a course; each figure with what leads behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from upheld.i18n import moments
from upheld.i18n.words import has, say, short
from upheld.reports.filters import NONE, Question
from upheld.reports.periods import Period
from upheld.reports.queries.views import Hours, Report, Total
from upheld.reports.queries.views import Point as CoursePoint
from upheld.reports.tally import Figure
from upheld.sla.attainments import Row, write_attainment
from upheld.sla.terms.amounts import write_share
from upheld.ui.drawing import Bar, Cell, Point

COUNTED = ("met", "missed", "excluded", "provisional")
LOOKS = {"met": "met", "missed": "missed", "excluded": "none", "provisional": "other"}
OFFICE = range(9, 18)


@dataclass(frozen=True, slots=True)
class Spread:
    """Within what time a share of the decisions was: ``90%``, ``1 h 26 min``. No share where all took the same."""

    share: str
    span: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as a line: its bar, its numbers and the addresses of the decisions behind them."""

    row: Row
    group: str
    attainment: str
    goal: str
    kept: bool | None
    parts: tuple[Bar, ...]
    label: str
    mark: float | None
    links: dict[str, str]
    speed: tuple[Spread, ...]
    lateness: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Hours of the week taken together."""

    name: str
    met: int
    missed: int

    @property
    def attainment(self) -> str:
        """Empty where nothing was decided."""
        return write_attainment(Fraction(self.met, self.met + self.missed)) if self.met + self.missed else ""


def lines(report: Report, question: Question) -> tuple[FigureView, ...]:
    """The figures of a report."""
    return tuple(_line(figure, report, question) for figure in report.figures)


def _line(figure: Figure, report: Report, question: Question) -> FigureView:
    row = figure.row
    group = dict(row.dimensions)
    named = {name: value or NONE for name, value in group.items()}
    behind = {"objective": row.objective, "severity": row.severity, **named}
    numbers = {name: getattr(row, name) for name in COUNTED}
    return FigureView(
        row=row,
        group=" · ".join(report.names.get((name, value)) or say("report.none") for name, value in group.items()),
        attainment=write_attainment(row.attainment),
        goal=goals(figure.goals),
        kept=figure.kept,
        parts=_parts(row),
        label=say("report.bar", objective=say("ui.objective", row.objective), severity=row.severity, **numbers),
        mark=float(figure.goals[-1]) if figure.goals and row.met + row.missed else None,
        links={name: question.query(**behind, outcome=name) for name in (*COUNTED, "cancelled")},
        speed=spread(row.speed),
        lateness=_late(row),
    )


def _late(row: Row) -> tuple[Spread, ...]:
    """A missed update is over at its deadline: it is never late by anything."""
    return () if row.objective == "update" else spread(row.lateness)


def spread(percentiles: Mapping[int, timedelta]) -> tuple[Spread, ...]:
    """The half and the ninety per cent; one line where both are told alike."""
    told = [(share, span(percentiles[share])) for share in (50, 90) if share in percentiles]
    if len({text for _, text in told}) == 1:
        return (Spread("", told[0][1]),)
    return tuple(Spread(f"{share}%", text) for share, text in told)


def span(length: timedelta) -> str:
    """A counted time. What happens while the calendar is closed adds none: that is not told as zero minutes."""
    return moments.duration(length) if length else say("report.under_a_minute")


def _parts(row: Row) -> tuple[Bar, ...]:
    """The bar is met against missed: what leaves the count is told in numbers."""
    return tuple(
        Bar(getattr(row, name), LOOKS[name], f"{getattr(row, name)} {say('report', name)}") for name in COUNTED[:2]
    )


def goals(found: Sequence[Fraction]) -> str:
    """``99%``, or ``95%–99%`` where contracts differ."""
    return "–".join(dict.fromkeys(write_share(goal) for goal in (*found[:1], *found[-1:])))


def totals(report: Report) -> tuple[tuple[Total, str], ...]:
    """Each objective over all severities, with its attainment in words."""
    return tuple((total, write_attainment(total.attainment)) for total in report.totals)


def cells(hours: Hours) -> tuple[tuple[Cell, ...], ...]:
    """Seven days by twenty-four hours."""
    return tuple(tuple(_cell(day, hour, one) for hour, one in enumerate(row)) for day, row in enumerate(hours))


def _cell(day: int, hour: int, counted: Sequence[int] | None) -> Cell:
    name = moments.DAYS[short()][day]
    if not counted or not sum(counted):
        return Cell(None, say("report.cell_empty", day=name, hour=f"{hour:02d}"))
    met, missed = counted
    text = say("report.cell", day=name, hour=f"{hour:02d}", met=met, missed=missed)
    return Cell(met / (met + missed), text)


def any_hour(hours: Hours) -> bool:
    return any(one for row in hours for one in row)


def buckets(hours: Hours) -> tuple[Bucket, ...]:
    """Office hours, nights and weekends beside each other."""
    sums = {"office": [0, 0], "night": [0, 0], "weekend": [0, 0]}
    for day, row in enumerate(hours):
        for hour, one in enumerate(row):
            name = "weekend" if day > 4 else "office" if hour in OFFICE else "night"
            for place, count in enumerate(one or (0, 0)):
                sums[name][place] += count
    return tuple(Bucket(name, met, missed) for name, (met, missed) in sums.items())


@dataclass(frozen=True, slots=True)
class CourseView:
    """One objective over several periods."""

    objective: str
    label: str
    points: tuple[Point, ...]


def courses(found: Sequence[CoursePoint]) -> Iterator[CourseView]:
    """A line for every objective that was decided at all."""
    for objective in found[0].attainment if found else ():
        shares = [point.attainment[objective] for point in found]
        if any(share is not None for share in shares):
            name = say("ui.objective", objective)
            yield CourseView(objective, say("report.course_text", objective=name), tuple(_points(found, objective)))


def _points(found: Iterable[CoursePoint], objective: str) -> Iterator[Point]:
    for point in found:
        share = point.attainment[objective]
        text = f"{period_name(point.period)}: {write_attainment(share) or say('report.nothing')}"
        yield Point(brief(point.period), None if share is None else float(share), text)


def brief(period: Period) -> str:
    """As short as it fits under a plot."""
    if period.kind == "quarter":
        return f"Q{period.number}"
    return f"{period.number}月" if short() == "zh" else moments.MONTHS[period.number - 1]


def period_name(period: Period) -> str:
    """``October 2026``, ``2026年第4季度``."""
    if short() == "zh":
        return (
            f"{period.year}年{period.number}月" if period.kind == "month" else f"{period.year}年第{period.number}季度"
        )
    return (
        f"{moments.MONTHS[period.number - 1]} {period.year}"
        if period.kind == "month"
        else f"Q{period.number} {period.year}"
    )


def because(reason: str) -> str:
    """Why tickets were cancelled, in words."""
    return say("report.because", reason) if has("report.because", reason) else reason
