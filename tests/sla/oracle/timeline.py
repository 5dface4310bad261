"""Which severity was in force when."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sla.oracle.contract import Contract


@dataclass
class Timeline:
    """Severities from their instants on; a change to the severity in force leaves no mark."""

    marks: list[tuple[int, str]] = field(default_factory=list)

    def put(self, begin: int, severity: str) -> None:
        """From `begin` on it is (or always was) `severity`, whatever was said before."""
        self.marks = [mark for mark in self.marks if mark[0] < begin]
        if not self.marks or self.marks[-1][1] != severity:
            self.marks.append((begin, severity))

    def at(self, instant: int) -> str:
        """The severity in force, the instant of a change included."""
        return [severity for begin, severity in self.marks if begin <= instant][-1]

    def phases(self, begin: int, end: int) -> list[tuple[int, str]]:
        """The phases of a clock that lives from `begin` to `end`, a change at the very end included."""
        inside = [mark for mark in self.marks if begin < mark[0] <= end]
        return [(begin, self.at(begin)), *inside]

    def coloured(self, since: int, choose: Callable[[str], str]) -> "Timeline":
        """The same timeline with another choice of severity from `since` on."""
        shown = Timeline([mark for mark in self.marks if mark[0] < since])
        shown.put(since, choose(self.at(since)))
        for begin, severity in self.marks:
            if begin > since:
                shown.put(begin, choose(severity))
        return shown


@dataclass(frozen=True)
class Dispute:
    """An open dispute: what the customer wants, and since when the disputed classification holds."""

    at: int
    wanted: str
    disputed_since: int


def in_force(contract: Contract, vendor: Timeline, dispute: Dispute | None) -> Timeline:
    """The vendor's timeline, coloured by an open dispute."""
    if dispute is None or contract.while_disputed == "vendor":
        return vendor
    wanted = dispute.wanted

    def choose(severity: str) -> str:
        if contract.while_disputed == "customer":
            return wanted
        return min(severity, wanted, key=contract.rank)

    return vendor.coloured(dispute.at, choose)
