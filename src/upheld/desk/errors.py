"""Errors of the desk's operations."""

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
    """The ticket's state does not allow the act, or a value is invalid."""


class CannotFile(CannotAct):
    """A ticket cannot be filed with these values."""


class WrongEvidence(CannotFile):
    """Evidence that no criterion uses, or of a wrong type; see ``problems``."""

    def __init__(self, problems: Sequence[Problem], *, field: str = "evidence") -> None:
        super().__init__("wrong_evidence", field=field, names=", ".join(problem.path for problem in problems)[:200])
        self.problems = tuple(problems)


class EvidenceMissing(CannotAct):
    """A claim lacks evidence that its clause requires."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        super().__init__("evidence_missing", field=f"fields.{names[0]}", names=", ".join(names))

    def text(self, lang: str | None = None) -> str:
        """Returns the message with the evidence in words."""
        return say("refused", self.code, lang=lang, **self.params | {"names": answers.proofs(self._names, lang)})


class BelowFloor(CannotAct):
    """The severity is below the minimum severity from monitoring."""

    def __init__(self, severity: str, floor: floors.Floor) -> None:
        self._values = {measurement.name: measurement.value for measurement in floor.measured}
        super().__init__(
            "below_floor",
            field="severity",
            severity=severity,
            floor=floor.severity,
            measured=floors.write(self._values),
        )

    def text(self, lang: str | None = None) -> str:
        """Returns the message with the measured values in words."""
        return say("refused", self.code, lang=lang, **self.params | {"measured": answers.in_words(self._values, lang)})


class NotIndependent(NotAllowed):
    """The arbiter has a conflict of interest in this case; see ``conflicts``."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__("not_independent", reasons=", ".join(conflict.code for conflict in conflicts))
        self.conflicts = tuple(conflicts)

    def text(self, lang: str | None = None) -> str:
        """Returns the message with the reasons in words."""
        return say("refused", self.code, lang=lang, reasons=answers.reasons(self.conflicts, lang))


class UploadsFull(CannotAct):
    """A file would exceed the quota of its ticket, its customer or the installation."""


class CannotReply(CannotAct):
    """A message cannot be added."""


class CannotAttach(CannotAct):
    """A file cannot be attached."""


class IllegalFact(CannotAct):
    """The SLA semantics do not allow the act at this point; nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.params = dict(refusal.params)
        self.refusal = refusal

    def text(self, lang: str | None = None) -> str:
        """Returns the message of the refusal."""
        from upheld.i18n.words import short

        return self.refusal.text(short(lang))
