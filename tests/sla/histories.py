"""Random histories of tickets under random terms, most of them believable, some of them impossible."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from sla.making import document, fact, severity
from upheld.sla import Fact, Terms, read_terms

START = datetime(2026, 3, 27, 9, tzinfo=UTC)  # two days before the clocks of Europe change
LEVELS = ("P0", "P1", "P2")
CALENDARS = {
    "office": {"timezone": "Europe/Berlin", "week": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}},
    "night": {"timezone": "Asia/Kolkata", "week": {"mon-sun": ["22:30-06:00"]}, "holidays": {"dates": ["2026-03-30"]}},
}
amounts = st.sampled_from(["15m", "1h", "100m", "4h", "9h", "1d", "3d"])
names = st.sampled_from(["24x7", "24x7", "office", "night"])


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Three severities, some without some objectives, and any combination of rules."""
    until, starts = (
        draw(st.sampled_from(["resolution", "restoration"])),
        draw(st.sampled_from(["filing", "restoration"])),
    )
    levels = []
    for level in LEVELS:
        targets: dict[str, Any] = {}
        for objective in ("response", "update", "restoration", "resolution"):
            if draw(st.integers(0, 5)) or level == "P0":
                key = "every" if objective == "update" else "within"
                targets[objective] = {key: draw(amounts), "calendar": draw(names), "warn_at": ["50%"]}
        if "update" in targets:
            targets["update"]["until"] = until
        if "resolution" in targets:
            targets["resolution"]["starts"] = starts
        levels.append(severity(level, **targets))
    rules: dict[str, Any] = {
        "calendars": CALENDARS,
        "severities": levels,
        "reclassification": draw(st.sampled_from(["carry", "restart", "from_filing"])),
        "while_disputed": draw(st.sampled_from(["higher", "customer", "vendor"])),
        "pauses": {
            "waiting_on_customer": draw(st.lists(st.sampled_from(["update", "restoration", "resolution"]), unique=True))
        },
        "exclusions": [{"id": "clause", "objectives": ["response", "restoration"]}, {"id": "whole", "scope": "ticket"}],
        "escalation": [{"at": "80%", "notify": ["x"]}, {"at": "breach", "after": "30m", "notify": ["x"]}],
    }
    if draw(st.booleans()):
        rules["acceptance"] = {
            "after": draw(amounts),
            "calendar": draw(names),
            "testing": draw(st.sampled_from(["counts", "pauses"])),
        }
    if draw(st.booleans()):
        rules["reopening"] = {"within": draw(amounts), "as": draw(st.sampled_from(["new_cycle", "continue"]))}
    return read_terms(document(**rules))


gaps = st.sampled_from([0, 0, 1, 7, 15, 30, 60, 100, 240, 540, 1440]).map(lambda minutes: timedelta(minutes=minutes))
ids = st.sampled_from(["a", "b", "c"])
levels = st.sampled_from(LEVELS)
offsets = st.integers(-600, 600).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def acts(draw: st.DrawFn, when: datetime) -> Fact:
    kind = draw(
        st.sampled_from(
            [
                *["vendor_replied"] * 4,
                *["information_requested", "customer_replied"] * 2,
                *["severity_changed"] * 3,
                "severity_disputed",
                "severity_ruled",
                "dispute_withdrawn",
                *["workaround_provided", "resolution_provided"] * 2,
                *["workaround_accepted", "workaround_rejected", "resolution_accepted", "resolution_rejected"],
                *["exclusion_claimed", "exclusion_accepted", "exclusion_rejected"],
                "wait_voided",
                "reopened",
                "ticket_cancelled",
                "nonsense",
            ]
        )
    )
    return fact(when, kind, **draw(fields(kind, when)))


def some_instant(when: datetime) -> st.SearchStrategy[str]:
    return offsets.map(lambda offset: (when + offset).isoformat())


def fields(kind: str, when: datetime) -> st.SearchStrategy[dict[str, Any]]:
    """Fields that fit the kind of fact, though not always the history."""
    near = some_instant(when)
    if kind.startswith(("workaround", "resolution")):
        return st.fixed_dictionaries({"id": ids})
    return {
        "vendor_replied": st.fixed_dictionaries(
            {"kind": st.sampled_from(["reply", "call"]), "automatic": st.integers(0, 4).map(lambda number: number == 0)}
        ),
        "severity_changed": st.fixed_dictionaries(
            {"severity": levels, "basis": st.sampled_from(["impact", "correction"])}, optional={"effective_from": near}
        ),
        "severity_disputed": st.fixed_dictionaries({"severity": levels}),
        "severity_ruled": st.fixed_dictionaries({"severity": levels}),
        "information_requested": st.just({"items": ["log"]}),
        "exclusion_claimed": st.fixed_dictionaries(
            {"id": ids, "clause": st.sampled_from(["clause", "clause", "whole"])}, optional={"from": near, "to": near}
        ),
        "exclusion_accepted": st.fixed_dictionaries({"id": ids, "by": st.sampled_from(["customer", "arbiter"])}),
        "exclusion_rejected": st.fixed_dictionaries({"id": ids, "by": st.sampled_from(["customer", "arbiter"])}),
        "wait_voided": gaps.map(lambda gap: {"requested_at": (when - gap).isoformat()}),
        "ticket_cancelled": st.just({"reason": "withdrawn"}),
    }.get(kind, st.just({}))


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """A filing and up to fourteen acts after it."""
    when = START + draw(gaps)
    facts = [fact(when, "ticket_filed", severity=draw(levels))]
    for _ in range(draw(st.integers(0, 14))):
        when += draw(gaps)
        facts.append(draw(acts(when)))
    return facts


def horizon(facts: list[Fact]) -> datetime:
    """An instant some time after the last fact."""
    return facts[-1].at + timedelta(days=2)


def moved(one: Fact, by: timedelta) -> Fact:
    return replace(one, at=one.at + by)
