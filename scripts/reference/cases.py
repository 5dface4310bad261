"""Worked cases: every ``docs/cases/*.yaml`` with its story, facts, readings and pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from scripts.reference.markdown import page, table

Case = Mapping[str, Any]
GROUPS = (  # the first case of each group
    (1, "time", "Calendars and deadlines"),
    (16, "targets", "Targets and what counts as a response"),
    (18, "severity", "Changes of severity"),
    (33, "disputes", "Disputes"),
    (37, "waits", "Waits"),
    (40, "delivery", "Delivery, acceptance, silence"),
    (49, "updates", "Updates and reopening"),
    (57, "exclusions", "Exclusions"),
    (62, "rest", "Endings and corners"),
)
INTRODUCTION = """\
Small contracts with a few facts, worked out by hand. Each has a file in `docs/cases` with the terms, the facts, the
instant and the expected readings; the tests compare every field. A picture shows one clock as of the last instant of
its case: filled is counted, hatched is not, the dashed line is the deadline. Instants are UTC here; durations are
seconds.

"""
FIELDS = (
    "objective",
    "cycle",
    "severity",
    "state",
    "outcome",
    "due_at",
    "stopped_at",
    "counted",
    "remaining",
    "overdue",
)
FLAGS = ("provisional", "excluded")


def case_pages(docs: Path) -> Iterator[tuple[str, str]]:
    """Path below docs/ and text: pages by group, their pictures, and the list of all."""
    paths = sorted((docs / "cases").glob("*.yaml"))
    index: list[tuple[str, str]] = []
    for place, (first, name, title) in enumerate(GROUPS):
        last = GROUPS[place + 1][0] if place + 1 < len(GROUPS) else 10_000
        sections = []
        for path in (candidate for candidate in paths if first <= int(candidate.stem.partition("-")[0]) < last):
            case = _plain(yaml.safe_load(path.read_text("utf-8")))
            images = pictures(path.stem, case)
            yield from ((f"reference/cases/pictures/{file}", svg) for file, _, svg in images)
            sections.append(_section(path.stem, case, [(file, alt) for file, alt, _ in images]))
            index.append((f"[{case['title']['en']}]({name}.md#{path.stem})", case["title"]["zh"]))
        yield f"reference/cases/{name}.md", page(f"Worked cases: {title.lower()}", *sections)
    yield "reference/cases/index.md", page("Worked cases", INTRODUCTION + table(("Case", "案例"), index))


def _section(name: str, case: Case, images: list[tuple[str, str]]) -> str:
    """One case: story, pictures, facts, readings, terms."""
    parts = [
        f"## {case['title']['en']} {{ #{name} }}\n\n**{case['title']['zh']}**\n",
        f"{case['text']['en'].strip()}\n\n{case['text']['zh'].strip()}\n",
        "".join(f"![{alt}](pictures/{file}){{ .reckoning }}\n\n" for file, alt in images),
        table(("At", "Fact", "Fields"), [_fact(fact) for fact in case.get("facts", ())]),
        *(_readings(case, as_of) for as_of in _instants(case)),
        *(_sum(question, "counted") for question in case.get("counted", ())),
        *(_sum(question, "due") for question in case.get("due", ())),
        f"[The whole case](../../cases/{name}.yaml)\n",
    ]
    return "\n".join(part for part in parts if part)


def _fact(fact: Case) -> tuple[str, str, str]:
    fields = (f"{key}: {_short(value)}" for key, value in fact.items() if key not in ("at", "type"))
    return _short(fact["at"]), f"`{fact['type']}`", ", ".join(fields)


def _instants(case: Case) -> list[str]:
    return [moment["as_of"] for moment in (case, *case.get("later", ())) if "as_of" in moment]


def _readings(case: Case, as_of: str) -> str:
    """Every reading at an instant, as the core gives it."""
    from upheld.sla import assess, read_fact, read_terms
    from upheld.sla.instant import read_instant

    assessment = assess(read_terms(case["terms"]), [read_fact(fact) for fact in case["facts"]], read_instant(as_of))
    rows = [[_short(_field(reading.as_dict(), name)) for name in FIELDS] for reading in assessment.readings]
    refused = [f"- refused: {refusal.text('en')}" for refusal in assessment.refused]
    refusals = f"{chr(10).join(refused)}\n\n" if refused else ""
    return f"As of {_short(as_of)}:\n\n{refusals}{table(FIELDS, rows)}"


def _field(reading: Mapping[str, object], name: str) -> object:
    if name != "outcome":
        return reading[name]
    return ", ".join(filter(None, (str(reading[name] or ""), *(flag for flag in FLAGS if reading[flag]))))


def _sum(question: Case, kind: str) -> str:
    span = f"from {_short(question['from'])} " + (
        f"to {_short(question['to'])}" if kind == "counted" else f"add {question['add']}"
    )
    unit = " seconds" if kind == "counted" else ""
    return f"`upheld sla {kind}` on `{question['calendar']}`, {span}: **{_short(question['is'])}**{unit}\n"


def _short(value: object) -> str:
    """An instant without its T and Z; nothing for nothing."""
    if isinstance(value, str) and value.endswith("Z") and value[10:11] == "T":
        return value[:-1].replace("T", " ")
    return "" if value is None else str(value)


def pictures(name: str, case: Case) -> list[tuple[str, str, str]]:
    """File, alternative text and SVG of each clock that the case speaks of, as of its last instant."""
    from upheld.sla import read_fact, read_terms
    from upheld.sla.instant import read_instant
    from upheld.sla.reckoning.picture import reckoning_svg, title
    from upheld.sla.reckoning.spans import explain_all

    if "as_of" not in case:
        return []
    terms, facts = read_terms(case["terms"]), [read_fact(fact) for fact in case["facts"]]
    clocks = {_clock(reading) for moment in (case, *case.get("later", ())) for reading in moment.get("readings", ())}
    as_of = max(read_instant(instant) for instant in _instants(case))
    images = []
    for reckoning in explain_all(terms, facts, as_of):
        clock = (reckoning.reading.objective, reckoning.reading.cycle)
        if reckoning.reading.started_at is not None and (clock in clocks or not clocks):
            file = f"{name}-{clock[0]}-{clock[1]}.svg"
            images.append(
                (file, title(reckoning, "en"), reckoning_svg(reckoning, lang="en", zone=terms.timezone) + "\n")
            )
    return images


def _clock(reading: Case) -> tuple[str, int]:
    return reading["objective"], reading.get("cycle", 1)


def _plain(value: Any) -> Any:
    """Data as JSON would carry it."""
    if isinstance(value, Mapping):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    return str(value) if isinstance(value, date) and not isinstance(value, datetime) else value
