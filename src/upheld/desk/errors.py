"""Why the desk will not act. Each is raised by the operation of its name."""

from __future__ import annotations

from upheld.common.errors import NotAllowed, NotFound, Refused
from upheld.sla import Refusal

__all__ = ["CannotAct", "CannotAttach", "CannotFile", "CannotReply", "IllegalFact", "NotAllowed", "NotFound"]


class CannotAct(Refused):
    """The act is not possible as the ticket stands, or what was given is not right."""


class CannotFile(CannotAct):
    """A ticket cannot be filed as given."""


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
