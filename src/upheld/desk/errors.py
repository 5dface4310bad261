"""Why the desk will not act. Each is raised by the operation of its name."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.common.errors import NotAllowed, NotFound, Refused
from upheld.sla import Problem, Refusal

__all__ = ["CannotAct", "CannotAttach", "CannotFile", "CannotReply", "IllegalFact", "NotAllowed", "NotFound"]


class CannotAct(Refused):
    """The act is not possible as the ticket stands, or what was given is not right."""


class CannotFile(CannotAct):
    """A ticket cannot be filed as given."""


class WrongEvidence(CannotFile):
    """Evidence that no criterion may use, or of a wrong type; ``problems`` say which."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("wrong_evidence", field="evidence", names=", ".join(one.path for one in problems)[:200])
        self.problems = tuple(problems)


class CannotReply(CannotAct):
    """A message cannot be added as given."""


class CannotAttach(CannotAct):
    """A file cannot be taken."""


class IllegalFact(CannotAct):
    """The contract's semantics refuse the act where it stands; nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.params = dict(refusal.params)
        self.refusal = refusal

    def text(self, lang: str | None = None) -> str:
        """The core's own words."""
        from upheld.common.words import short

        return self.refusal.text(short(lang))
