"""Why the desk will not act. Each is raised by the operation of its name."""

from __future__ import annotations

from collections.abc import Sequence

from upheld.desk import answers, floors
from upheld.desk.independence import Conflict
from upheld.i18n.words import say
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.sla import Problem, Refusal

__all__ = [
    "BelowFloor",
    "CannotAct",
    "CannotAttach",
    "CannotFile",
    "CannotReply",
    "IllegalFact",
    "NotAllowed",
    "NotFound",
    "NotIndependent",
    "UploadsFull",
]


class CannotAct(Refused):
    """The act is not possible as the ticket stands, or what was given is not right."""


class CannotFile(CannotAct):
    """A ticket cannot be filed as given."""


class WrongEvidence(CannotFile):
    """Evidence that no criterion may use, or of a wrong type; ``problems`` say which."""

    def __init__(self, problems: Sequence[Problem], *, field: str = "evidence") -> None:
        super().__init__("wrong_evidence", field=field, names=", ".join(problem.path for problem in problems)[:200])
        self.problems = tuple(problems)


class EvidenceMissing(CannotAct):
    """A claim lacks evidence that its clause names."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        super().__init__("evidence_missing", field=f"fields.{names[0]}", names=", ".join(names))

    def text(self, lang: str | None = None) -> str:
        """With the evidence in words."""
        return say("refused", self.code, lang=lang, **self.params | {"names": answers.proofs(self._names, lang)})


class BelowFloor(CannotAct):
    """What was measured makes the severity higher; ``measured`` is what was measured when the floor was so."""

    def __init__(self, severity: str, floor: floors.Floor) -> None:
        self._values = {one.name: one.value for one in floor.measured}
        super().__init__(
            "below_floor",
            field="severity",
            severity=severity,
            floor=floor.severity,
            measured=floors.write(self._values),
        )

    def text(self, lang: str | None = None) -> str:
        """With what was measured in words."""
        return say("refused", self.code, lang=lang, **self.params | {"measured": answers.in_words(self._values, lang)})


class NotIndependent(NotAllowed):
    """The arbiter has conflicts with this case; ``conflicts`` say which."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__("not_independent", reasons=", ".join(conflict.code for conflict in conflicts))
        self.conflicts = tuple(conflicts)

    def text(self, lang: str | None = None) -> str:
        """With the reasons in words."""
        return say("refused", self.code, lang=lang, reasons=answers.reasons(self.conflicts, lang))


class UploadsFull(CannotAct):
    """A file would exceed the quota of its ticket, its customer or the installation."""


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
        from upheld.i18n.words import short

        return self.refusal.text(short(lang))
