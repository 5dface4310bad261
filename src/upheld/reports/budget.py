"""Bounds the work of one check: an archive of a few kilobytes could ask for hours of it."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.sla import Fact

STEPS_MAX = 500_000
"""The steps of one check. A reading is one step, and so is a fact under each edition that it is judged by."""
DELIVERIES_PER_STEP = 500
"""Each delivery is compared with all others of its ticket; so many comparisons are one step."""


class Budget:
    """The steps that are left of a check. Raises ValueError where they do not suffice."""

    def __init__(self) -> None:
        self.left = STEPS_MAX

    def spend(self, steps: int) -> None:
        """Take steps, before or after they are done."""
        self.left -= steps
        if self.left < 0:
            raise ValueError(f"more than {STEPS_MAX} readings and facts in all, which one check does not compute")

    def spend_on_facts(self, facts: Sequence[Fact], editions: int) -> None:
        """Take the steps of judging the facts of a ticket under so many editions, and of assessing them."""
        deliveries = sum(fact.type.endswith("_provided") for fact in facts)
        self.spend((editions + 1) * (len(facts) + deliveries * deliveries // DELIVERIES_PER_STEP))
