"""What requests cost in CPU time, on the web processes and on the database's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks import client, place, processes
from benchmarks.table import line, milliseconds


@dataclass(frozen=True, slots=True)
class Costed:
    """The outcome of a run, and the CPU seconds that it took on either side."""

    outcome: client.Outcome
    web: float
    database: float

    def report(self, aim: str = "") -> None:
        answers = self.outcome.answers
        shares = " + ".join(milliseconds(spent / answers) for spent in (self.web, self.database))
        line("  CPU a request, web + database", shares, aim)


def run(port: int, web: int, requests: Sequence[client.Request], *, connections: int) -> Costed:
    """Send all requests, as `client.run` does. ``web`` is the process that the web processes descend from."""
    roots = (web, place.database_pid())
    before = [processes.cpu_seconds(pid) for pid in roots]
    outcome = client.run(port, requests, connections=connections)
    after = [processes.cpu_seconds(pid) for pid in roots]
    return Costed(outcome, after[0] - before[0], after[1] - before[1])
