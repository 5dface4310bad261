"""The course of one clock: its phases, each under one severity, and what they count."""

from dataclasses import dataclass

from sla.oracle.contract import Contract, Promise
from sla.oracle.spans import Span, counted
from sla.oracle.timeline import Timeline


@dataclass(frozen=True)
class Phase:
    """One severity in force; `end` is None in the last phase."""

    begin: int
    end: int | None
    severity: str
    promise: Promise | None


@dataclass(frozen=True)
class Course:
    """A clock from its start to `end`; `left_out` may go past the end where the deadline is projected."""

    phases: list[Phase]
    end: int
    left_out: list[Span]
    stop: int | None = None  # the delivery, reply or cancellation that ended it

    @property
    def promise(self) -> Promise | None:
        """The promise of the severity in force at the end."""
        return self.phases[-1].promise

    def counted_on(self, promise: Promise, begin: int) -> int:
        """What one calendar counts from an instant to the end, phases without the objective left out."""
        return counted(promise.calendar, begin, self.end, self.outside())

    def counted_since(self, since: int) -> int:
        """What all phases count from an instant to the end, each on its own calendar."""
        return sum(self.counted_in(phase, max(phase.begin, since)) for phase in self.phases)

    def counted_in(self, phase: Phase, begin: int) -> int:
        """What a phase counts from an instant to its end."""
        if phase.promise is None:
            return 0
        return counted(phase.promise.calendar, begin, self.end if phase.end is None else phase.end, self.left_out)

    def outside(self) -> list[Span]:
        """What is left out, and the phases without the objective."""
        return [*self.left_out, *((p.begin, p.end) for p in self.phases if p.promise is None)]


def phases(contract: Contract, objective: str, timeline: Timeline, begin: int, end: int) -> list[Phase]:
    """Cut a clock's life into phases."""
    marks = timeline.phases(begin, end)
    ends = [*(instant for instant, _ in marks[1:]), None]
    return [
        Phase(at, stop, severity, contract.promise(severity, objective))
        for (at, severity), stop in zip(marks, ends, strict=True)
    ]
