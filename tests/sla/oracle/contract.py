"""The terms, read from plain data: what each severity promises, and on which calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sla.oracle.minutes import Calendar
from sla.oracle.units import duration

OBJECTIVES = ("response", "update", "restoration", "resolution")


@dataclass(frozen=True)
class Promise:
    """So much time on such a calendar."""

    allowance: int
    calendar: Calendar

    def limit(self, begin: int) -> int | None:
        """The instant at which the allowance, begun at `begin` and never paused, is used up."""
        return self.calendar.after(begin, self.allowance)


class Contract:
    """The terms as questions that the reference asks."""

    def __init__(self, terms: Mapping[str, Any]) -> None:
        self.terms = terms
        zone = str(terms["timezone"])
        calendars = {"24x7": "24x7", **terms["calendars"]}
        self.calendars = {name: Calendar(spec, zone) for name, spec in calendars.items()}
        self.severities = [str(severity["id"]) for severity in terms["severities"]]
        self.clauses = {clause["id"]: clause for clause in terms.get("exclusions") or ()}
        self.pauses = list((terms.get("pauses") or {}).get("waiting_on_customer") or ())
        self.response_counts = list(terms.get("response_counts") or ("reply", "call", "chat"))
        self.reclassification = str(terms.get("reclassification") or "carry")
        self.while_disputed = str(terms.get("while_disputed") or "higher")
        self._promises = {
            (severity["id"], objective): self._target(target)
            for severity in terms["severities"]
            for objective, target in severity["objectives"].items()
        }

    def _target(self, target: Mapping[str, Any]) -> Promise:
        return self._promise(target.get("within", target.get("every")), target)

    def _promise(self, amount: object, rule: Mapping[str, Any]) -> Promise:
        calendar = self.calendars[rule.get("calendar") or "24x7"]
        return Promise(duration(amount, calendar.business_day), calendar)

    def promise(self, severity: str, objective: str) -> Promise | None:
        """What the severity promises, None if nothing."""
        return self._promises.get((severity, objective))

    def rank(self, severity: str) -> int:
        """0 is the highest."""
        return self.severities.index(severity)

    @cached_property
    def acceptance(self) -> Promise | None:
        """How long a delivery may stay unanswered until silence accepts it."""
        rule = self.terms.get("acceptance") or {}
        return self._promise(rule["after"], rule) if rule.get("after") else None

    @cached_property
    def testing_pauses(self) -> bool:
        """Whether the time in which the customer tests is left out."""
        return bool((self.terms.get("acceptance") or {}).get("testing") == "pauses")

    @cached_property
    def reopening(self) -> Promise | None:
        """How long after its acceptance a resolution may be reopened."""
        rule = self.terms.get("reopening")
        return self._promise(rule["within"], rule) if rule else None

    @cached_property
    def continues(self) -> bool:
        """Whether a reopening runs on in the same cycle."""
        return bool((self.terms.get("reopening") or {}).get("as") == "continue")

    def option(self, objective: str, key: str, default: str) -> str:
        """`starts` or `until`: the same in every severity that has the objective."""
        for severity in self.terms["severities"]:
            if target := severity["objectives"].get(objective):
                return str(target.get(key) or default)
        return default
