"""Severities in words: their criteria and targets."""

from collections.abc import Iterator

from upheld.sla.criteria.prose import criterion_text
from upheld.sla.terms.amounts import write_share
from upheld.sla.terms.model import OBJECTIVES, Severity, Target
from upheld.sla.terms.prose_marks import as_written, table
from upheld.sla.terms.prose_voice import Voice
from upheld.sla.words.say_amount import in_language


class Severities(Voice):
    """Its lines, one severity after the other."""

    def lines(self) -> Iterator[str]:
        if any(severity.criteria for severity in self.terms.severities):
            yield from (self.say("contract_highest"), "")
        for severity in self.terms.severities:
            yield from (f"### {self.heading(severity)}", "")
            yield from self.condition(severity.criteria)
            if severity.channels:
                channels = (self.named("channel", channel) for channel in severity.channels)
                yield self.say("contract_channels", channels=self.joined(channels))
            yield ""
            yield from self.promises(severity)
            yield ""
        yield from self.not_promised()

    def not_promised(self) -> Iterator[str]:
        """The objectives that no severity has: a reader should not have to infer them from a gap."""
        promised = {name for severity in self.terms.severities for name in severity.objectives}
        missing = [name for name in OBJECTIVES if name not in promised]
        if missing:
            yield self.say("contract_not_promised", objectives=self.objectives(missing))

    def condition(self, criteria: str | None) -> Iterator[str]:
        """Yield the criterion as a sentence and as written; only as written if it has no sentence."""
        if not criteria:
            yield self.say("contract_no_criteria")
            return
        sentence = criterion_text(criteria, self.terms.evidence, self.lang)
        if sentence is None:
            yield self.say("contract_criteria", criteria=as_written(criteria))
        else:
            yield self.say("contract_condition", text=sentence)
            yield self.say("contract_written", criteria=as_written(criteria))
        yield ""

    def heading(self, severity: Severity) -> str:
        name = in_language(severity.name, self.lang)
        return severity.id if name == severity.id else self.say("contract_severity", id=severity.id, name=name)

    def promises(self, severity: Severity) -> Iterator[str]:
        columns = self.say("contract_head").split("|")
        yield from table(columns, [self.promise(name, target) for name, target in severity.objectives.items()])

    def promise(self, name: str, target: Target) -> tuple[str, ...]:
        amount = self.say(
            "contract_every" if target.every else "contract_within", amount=self.amount(target.within.text)
        )
        notes = [amount]
        if target.starts == "restoration":
            notes.append(self.say("contract_starts"))
        if target.until == "restoration":
            notes.append(self.say("contract_until_restoration"))
        goal = "" if target.goal is None else write_share(target.goal)
        effort = target.objective
        best = "" if effort is None else self.say("contract_within", amount=self.amount(effort.text))
        return self.say(f"objective_{name}"), self.joined(notes), self.calendar(target.calendar), goal, best
