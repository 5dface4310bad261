"""View models of report pages: bars, the heat map of the week, the course over periods, and links to the decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from upheld.i18n import moments
from upheld.i18n.words import has, say, short
from upheld.reports.periods import Period
from upheld.reports.queries.views import CoursePoint, Hours, Report, Total
from upheld.reports.query_params import ReportQuery, region_param
from upheld.reports.tally import Figure
from upheld.sla.attainments import Row, write_attainment
from upheld.sla.terms.amounts import write_share
from upheld.ui.drawing import Bar, Cell, Point

COUNTED = ("met", "missed", "excluded", "provisional")
LOOKS = {"met": "met", "missed": "missed", "excluded": "none", "provisional": "other"}
OFFICE_HOURS = range(9, 18)


@dataclass(frozen=True, slots=True)
class Spread:
    """A percentile of durations: ``90%``, ``1 h 26 min``. ``share`` is empty where the percentiles are equal."""

    share: str
    span: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """A line of the figures table: its bar, its numbers and the links to the decisions behind them."""

    row: Row
    group: str
    attainment: str
    goal: str
    meets_goals: bool | None
    parts: tuple[Bar, ...]
    label: str
    mark: float | None
    links: dict[str, str]
    speed: tuple[Spread, ...]
    lateness: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A group of hours of the week, with its counts."""

    name: str
    met: int
    missed: int

    @property
    def attainment(self) -> str:
        """The attainment as text, empty where nothing was decided."""
        return write_attainment(Fraction(self.met, self.met + self.missed)) if self.met + self.missed else ""


def lines(report: Report, query: ReportQuery) -> tuple[FigureView, ...]:
    """The lines of the figures table."""
    return tuple(_line(figure, report, query) for figure in report.figures)


def _line(figure: Figure, report: Report, query: ReportQuery) -> FigureView:
    row = figure.row
    group = dict(row.dimensions)
    params = {"objective": row.objective, "severity": row.severity, **group}
    if "region" in group:
        params["region"] = region_param(group["region"])
    numbers = {name: getattr(row, name) for name in COUNTED}
    return FigureView(
        row=row,
        group=" · ".join(report.names.get((name, value)) or say("report.none") for name, value in group.items()),
        attainment=write_attainment(row.attainment),
        goal=goals(figure.goals),
        meets_goals=figure.meets_goals,
        parts=_parts(row),
        label=say("report.bar", objective=say("ui.objective", row.objective), severity=row.severity, **numbers),
        mark=float(figure.goals[-1]) if figure.goals and row.met + row.missed else None,
        links={name: query.querystring(**params, outcome=name) for name in (*COUNTED, "cancelled")},
        speed=spread(row.speed),
        lateness=_late(row),
    )


def _late(row: Row) -> tuple[Spread, ...]:
    """The lateness of a row. A missed update ends at its deadline, so it has none."""
    return () if row.objective == "update" else spread(row.lateness)


def spread(percentiles: Mapping[int, timedelta]) -> tuple[Spread, ...]:
    """The median and the 90th percentile, or a single entry where both read the same."""
    spans = [(share, span(percentiles[share])) for share in (50, 90) if share in percentiles]
    if len({text for _, text in spans}) == 1:
        return (Spread("", spans[0][1]),)
    return tuple(Spread(f"{share}%", text) for share, text in spans)


def span(length: timedelta) -> str:
    """A counted duration as text. Zero, which a closed calendar causes, reads as under a minute."""
    return moments.duration(length) if length else say("report.under_a_minute")


def _parts(row: Row) -> tuple[Bar, ...]:
    """The parts of the bar: met and missed. Excluded and provisional decisions are listed as numbers only."""
    return tuple(
        Bar(getattr(row, name), LOOKS[name], f"{getattr(row, name)} {say('report', name)}") for name in COUNTED[:2]
    )


def goals(shares: Sequence[Fraction]) -> str:
    """The goals as text: ``99%``, or ``95%–99%`` where contracts differ."""
    return "–".join(dict.fromkeys(write_share(goal) for goal in (*shares[:1], *shares[-1:])))


def totals(report: Report) -> tuple[tuple[Total, str], ...]:
    """The total of each objective over all severities, with its attainment as text."""
    return tuple((total, write_attainment(total.attainment)) for total in report.totals)


def cells(hours: Hours) -> tuple[tuple[Cell, ...], ...]:
    """The cells of the heat map, seven days by twenty-four hours."""
    return tuple(tuple(_cell(day, hour, counts) for hour, counts in enumerate(row)) for day, row in enumerate(hours))


def _cell(day: int, hour: int, counted: Sequence[int] | None) -> Cell:
    name = moments.DAYS[short()][day]
    if not counted or not sum(counted):
        return Cell(None, say("report.cell_empty", day=name, hour=f"{hour:02d}"))
    met, missed = counted
    text = say("report.cell", day=name, hour=f"{hour:02d}", met=met, missed=missed)
    return Cell(met / (met + missed), text)


def any_hour(hours: Hours) -> bool:
    return any(counts for row in hours for counts in row)


def buckets(hours: Hours) -> tuple[Bucket, ...]:
    """The counts of office hours, nights and weekends."""
    sums = {"office": [0, 0], "night": [0, 0], "weekend": [0, 0]}
    for day, row in enumerate(hours):
        for hour, counts in enumerate(row):
            name = "weekend" if day > 4 else "office" if hour in OFFICE_HOURS else "night"
            for place, count in enumerate(counts or (0, 0)):
                sums[name][place] += count
    return tuple(Bucket(name, met, missed) for name, (met, missed) in sums.items())


@dataclass(frozen=True, slots=True)
class CourseView:
    """The plot of one objective over several periods."""

    objective: str
    label: str
    points: tuple[Point, ...]


def courses(points: Sequence[CoursePoint]) -> Iterator[CourseView]:
    """A plot for every objective with at least one decision."""
    for objective in points[0].attainment if points else ():
        shares = [point.attainment[objective] for point in points]
        if any(share is not None for share in shares):
            name = say("ui.objective", objective)
            yield CourseView(objective, say("report.course_text", objective=name), tuple(_points(points, objective)))


def _points(points: Iterable[CoursePoint], objective: str) -> Iterator[Point]:
    for point in points:
        share = point.attainment[objective]
        text = f"{period_name(point.period)}: {write_attainment(share) or say('report.nothing')}"
        yield Point(brief(point.period), None if share is None else float(share), text)


def brief(period: Period) -> str:
    """A short name of a period, for the axis of a plot."""
    if period.kind == "quarter":
        return f"Q{period.number}"
    return f"{period.number}月" if short() == "zh" else moments.MONTHS[period.number - 1]


def period_name(period: Period) -> str:
    """The name of a period in the reader's language: ``October 2026``, ``2026年第4季度``."""
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
    """The reason of a cancellation in words."""
    return say("report.because", reason) if has("report.because", reason) else reason
