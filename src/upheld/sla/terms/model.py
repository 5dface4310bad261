"""Terms: the pure value that a contract version is. Semantics §3 defines each key.

Everything is frozen. Names refer to names: a target knows its calendar by name, a band its severity by id, so that a
written document and the value say the same. ``Terms.calendar`` and ``Terms.severity`` look them up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from upheld.sla.calendar.calendar import ALWAYS, Calendar
from upheld.sla.calendar.hours import Meter
from upheld.sla.terms.amounts import Allowance

Objective = Literal["response", "update", "restoration", "resolution"]
Rule = Literal["carry", "restart", "from_filing"]
Policy = Literal["higher", "customer", "vendor"]
Scope = Literal["interval", "ticket"]
Text = Mapping[str, str]
"""A text by language code: ``{"en": ..., "zh": ...}``."""

COMPUTED_BASE: Final = "monthly_fee"
"""The fee that credits are a share of."""
OBJECTIVES: Final[tuple[Objective, ...]] = ("response", "update", "restoration", "resolution")
ROUND_THE_CLOCK: Final = "24x7"


@dataclass(frozen=True, slots=True)
class Target:
    """The promise of one severity for one objective.

    ``within`` binds; ``objective`` is best effort and reported apart.
    """

    within: Allowance
    calendar: str = ROUND_THE_CLOCK
    objective: Allowance | None = None
    goal: Fraction | None = None
    warn_at: tuple[Fraction, ...] = ()
    starts: Literal["filing", "restoration"] = "filing"
    until: Literal["resolution", "restoration"] = "resolution"
    every: bool = False


@dataclass(frozen=True, slots=True)
class Severity:
    """A level. ``criteria`` is a CEL text, or None where the level is chosen by hand."""

    id: str
    name: Text
    objectives: Mapping[Objective, Target]
    criteria: str | None = None
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Automatic acceptance ``after`` that time; ``testing``: whether the time under test counts after a rejection."""

    after: Allowance | None = None
    calendar: str = ROUND_THE_CLOCK
    testing: Literal["counts", "pauses"] = "counts"


@dataclass(frozen=True, slots=True)
class Reopening:
    """How long after acceptance a ticket can be reopened, and whether its clocks start anew or go on."""

    within: Allowance
    calendar: str = ROUND_THE_CLOCK
    mode: Literal["new_cycle", "continue"] = "new_cycle"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A clause under which time, or a whole ticket, does not count once a claim is accepted."""

    id: str
    clause: Text
    objectives: tuple[Objective, ...] = ()
    scope: Scope = "interval"
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disputes:
    """Who rules on a contested severity, and how fast."""

    ruling_within: Allowance | None = None
    calendar: str = ROUND_THE_CLOCK
    arbiter: str = "independent"


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """At a share of the allowance, or at the breach (and some time ``after`` it), these people are notified."""

    index: int
    at: Fraction | Literal["breach"]
    notify: tuple[str, ...]
    via: tuple[str, ...] = ("email",)
    after: Allowance | None = None
    calendar: str = ROUND_THE_CLOCK
    objectives: tuple[Objective, ...] = OBJECTIVES
    severities: tuple[str, ...] = ()

    def concerns(self, objective: str, severity: str | None) -> bool:
        """Whether the step is for that objective and severity; no severities means all."""
        return objective in self.objectives and (not self.severities or severity in self.severities)


@dataclass(frozen=True, slots=True)
class Attainment:
    """The periods for which attainment is published."""

    periods: tuple[Literal["month", "quarter"], ...] = ("month",)


@dataclass(frozen=True, slots=True)
class Band:
    """``credit`` of the base where attainment of the objective (and severity; None = each) is below ``below``."""

    objective: Objective
    below: Fraction
    credit: Fraction
    severity: str | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What a missed promise costs. ``base`` names the fee, ``cap`` bounds the sum.

    Versions published long ago may name another base; what they owe is computed from the monthly fee all the same.
    """

    currency: str
    base: str = COMPUTED_BASE
    cap: Fraction = Fraction(1)
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True)
class Entitlement:
    """An entitlement of the plan: a quantity per period."""

    id: str
    quantity: int
    per: Literal["month", "quarter", "year", "term"]
    name: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract version as data. Severities are highest first."""

    name: str
    version: int
    effective_from: date
    severities: tuple[Severity, ...]
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    timezone: str = "UTC"
    effective_to: date | None = None
    reclassification: Rule = "carry"
    while_disputed: Policy = "higher"
    acceptance: Acceptance | None = None
    reopening: Reopening | None = None
    pauses: tuple[Objective, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    response_counts: tuple[str, ...] = ("reply", "call", "chat")
    disputes: Disputes | None = None
    escalation: tuple[EscalationStep, ...] = ()
    attainment: Attainment = field(default_factory=Attainment)
    credits: Credits | None = None
    entitlements: tuple[Entitlement, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
    _compiled: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def measure(self, meter: Meter) -> None:
        """Compile all calendars anew when they are used next, and tell the meter how much is compiled."""
        self._compiled.clear()
        for calendar in self.calendars.values():
            calendar.measure(meter)

    def calendar(self, name: str) -> Calendar:
        """The calendar of that name; ``24x7`` is always there. KeyError if unknown."""
        calendar = self.calendars.get(name)
        if calendar is None and name == ROUND_THE_CLOCK:
            return ALWAYS
        return self.calendars[name] if calendar is None else calendar

    def severity(self, name: str) -> Severity:
        """The severity of that id. KeyError if unknown."""
        for severity in self.severities:
            if severity.id == name:
                return severity
        raise KeyError(name)
