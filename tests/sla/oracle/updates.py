"""Update cycles: each reply that counts ends one and starts the next; so does a deadline that passes."""

from typing import Any

from sla.oracle.life import Life, exclusions_of, waits_of
from sla.oracle.reading import Lens, read, run_until, shape
from sla.oracle.rules import due
from sla.oracle.spans import Span, until
from sla.oracle.story import Story
from sla.oracle.units import seconds, written


def readings(lens: Lens, story: Story) -> list[dict[str, Any]]:
    """The readings of all update cycles that ever started."""
    return _Cycles(lens, story).read()


class _Cycles:
    def __init__(self, lens: Lens, story: Story) -> None:
        self.lens = lens
        self.story = story
        self.waits: list[Span] = waits_of(lens.contract, story, "update")
        self.exclusions: list[Span] = exclusions_of(lens.contract, story, "update")
        self.begin: int | None = None
        self.ended: int | None = None  # since nothing runs and nothing can start
        self.done: list[dict[str, Any]] = []

    def read(self) -> list[dict[str, Any]]:
        for what, at in self.story.updates:
            self._miss_until(at)
            if self.begin is not None and what in ("reply", "end"):
                self.done.append(read(self.lens, self._life(at if what == "reply" else None, at)))
            if what != "reply":
                self.ended = (self.ended or at) if what == "end" else None
            if what != "reply" or self.begin is not None:
                self.begin = at if what in ("begin", "reply") else None
        self._miss_until(self.lens.as_of)
        if self.begin is not None or not self.done:
            self.done.append(read(self.lens, self._life(None, self.ended)))
        return self.done

    def _life(self, stop: int | None, end: int | None) -> Life:
        cancel = end if stop is None else None
        number = len(self.done) + 1
        return Life("update", number, self.begin, stop, cancel, waits=self.waits, exclusions=self.exclusions)

    def _miss_until(self, now: int) -> None:
        while self.begin is not None:
            life = self._life(None, None)
            at = due(self.lens.contract, run_until(self.lens, life, now, life.left_out)).at
            if at is None or at >= now:
                return
            self.done.append(self._missed(life, at))
            self.begin = at

    def _missed(self, life: Life, at: int) -> dict[str, Any]:
        run = run_until(self.lens, life, at, until(life.left_out, at))
        return {
            **shape(self.lens, life, at),
            "state": "stopped",
            "outcome": "missed",
            "started_at": written(life.start),
            "due_at": written(at),
            "stopped_at": None,
            "decided_at": written(at),
            "counted": seconds(run.counted_since(run.phases[0].begin)),
            "remaining": 0,
            "overdue": 0,
        }
