"""The contract as a lawyer would read it: Markdown, in the reader's language, nothing left out and nothing added."""

from collections.abc import Iterable, Iterator

from upheld.sla.terms.amounts import write_share
from upheld.sla.terms.model import ROUND_THE_CLOCK, EscalationStep, Exclusion, Severity, Target, Terms
from upheld.sla.terms.prose_hours import calendar_prose
from upheld.sla.words import say
from upheld.sla.words.say_amount import in_language, say_amount


def contract_text(terms: Terms, lang: str = "en") -> str:
    """The whole contract in Markdown (semantics §3)."""
    writer = _Writer(terms, lang)
    return "\n".join(writer.lines()).rstrip() + "\n"


class _Writer:
    def __init__(self, terms: Terms, lang: str) -> None:
        self.terms, self.lang = terms, lang

    def say(self, code: str, **params: str | int) -> str:
        return say(code, params, self.lang)

    def amount(self, text: str) -> str:
        return say_amount(text, self.lang)

    def calendar(self, name: str) -> str:
        always = name == ROUND_THE_CLOCK or self.terms.calendar(name).always
        return self.say("round_the_clock") if always else name

    def joined(self, words: Iterable[str], by: str = "comma") -> str:
        return self.say(by).join(words)

    def objectives(self, names: Iterable[str]) -> str:
        return self.joined(self.say(f"objective_{name}") for name in names)

    def lines(self) -> Iterator[str]:
        terms = self.terms
        yield f"# {terms.name}"
        yield ""
        until = "" if terms.effective_to is None else self.say("contract_until", until=str(terms.effective_to))
        yield self.say(
            "contract_version",
            version=terms.version,
            since=str(terms.effective_from),
            until=until,
            zone=terms.timezone,
        )
        yield from self.section("contract_hours", self.hours())
        yield from self.section("contract_severities", self.severities())
        yield from self.section("contract_rules", (f"- {line}" for line in self.rules()))
        yield from self.section("contract_exclusions", self.exclusions())
        yield from self.section("contract_escalation", (f"- {self.step(step)}" for step in terms.escalation))
        yield from self.section("contract_credits", (f"- {line}" for line in self.credits()))
        yield from self.section("contract_entitlements", (f"- {line}" for line in self.entitlements()))

    def section(self, code: str, body: Iterator[str]) -> Iterator[str]:
        lines = list(body)
        if lines:
            yield from ("", f"## {self.say(code)}", "", *lines)

    def hours(self) -> Iterator[str]:
        for name, calendar in self.terms.calendars.items():
            yield "- " + self.joined(calendar_prose(name, calendar, self.lang), "sentence")

    def severities(self) -> Iterator[str]:
        for severity in self.terms.severities:
            yield f"### {self.heading(severity)}"
            yield ""
            if severity.criteria:
                yield self.say("contract_criteria", criteria=severity.criteria)
            else:
                yield self.say("contract_no_criteria")
            if severity.channels:
                yield self.say("contract_channels", channels=self.joined(severity.channels))
            yield ""
            yield from self.promises(severity)
            yield ""

    def heading(self, severity: Severity) -> str:
        name = in_language(severity.name, self.lang)
        return severity.id if name == severity.id else self.say("contract_severity", id=severity.id, name=name)

    def promises(self, severity: Severity) -> Iterator[str]:
        columns = self.say("contract_head").split("|")
        yield f"| {' | '.join(columns)} |"
        yield "|" + "---|" * len(columns)
        for name, target in severity.objectives.items():
            yield f"| {' | '.join(self.promise(name, target))} |"

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
        best = "" if target.objective is None else self.amount(target.objective.text)
        return self.say(f"objective_{name}"), self.joined(notes), self.calendar(target.calendar), goal, best

    def rules(self) -> Iterator[str]:
        terms = self.terms
        yield self.say(
            "contract_response", kinds=self.joined((self.say(f"kind_{k}") for k in terms.response_counts), "or")
        )
        yield self.say(f"contract_{terms.reclassification}")
        yield self.say(f"contract_{terms.while_disputed}")
        if terms.disputes is not None and terms.disputes.ruling_within is not None:
            yield self.say(
                "contract_ruling",
                arbiter=terms.disputes.arbiter,
                amount=self.amount(terms.disputes.ruling_within.text),
                calendar=self.calendar(terms.disputes.calendar),
            )
        yield from self.delivery_rules()
        yield self.say(
            "contract_attainment", periods=self.joined(self.say(f"per_{p}") for p in terms.attainment.periods)
        )

    def delivery_rules(self) -> Iterator[str]:
        acceptance, reopening = self.terms.acceptance, self.terms.reopening
        if acceptance is not None and acceptance.after is not None:
            amount, calendar = self.amount(acceptance.after.text), self.calendar(acceptance.calendar)
            yield self.say("contract_silence", amount=amount, calendar=calendar)
        else:
            yield self.say("contract_no_silence")
        testing = "counts" if acceptance is None else acceptance.testing
        yield self.say(f"contract_testing_{testing}")
        pauses = [name for name in self.terms.pauses if name != "response"]
        if pauses:
            yield self.say("contract_pauses", objectives=self.objectives(pauses))
        else:
            yield self.say("contract_no_pauses")
        if reopening is None:
            yield self.say("contract_no_reopening")
        else:
            amount, calendar = self.amount(reopening.within.text), self.calendar(reopening.calendar)
            yield self.say(f"contract_reopen_{reopening.mode}", amount=amount, calendar=calendar)

    def exclusions(self) -> Iterator[str]:
        if self.terms.exclusions:
            yield self.say("contract_exclusions_rule")
            yield ""
        for clause in self.terms.exclusions:
            yield f"- {self.exclusion(clause)}"

    def exclusion(self, clause: Exclusion) -> str:
        text = self.say(
            f"contract_exclusion_{clause.scope}",
            id=clause.id,
            clause=in_language(clause.clause, self.lang),
            objectives=self.objectives(clause.objectives),
        )
        evidence = self.say("contract_evidence", evidence=self.joined(clause.evidence)) if clause.evidence else ""
        return self.joined((text, evidence), "sentence").strip()

    def step(self, step: EscalationStep) -> str:
        scope = self.joined((*step.severities, *(self.say(f"objective_{name}") for name in step.objectives)))
        return self.say(
            "contract_step",
            when=self.when(step),
            people=self.joined(step.notify),
            via=self.joined(step.via),
            scope=self.say("contract_scope", scope=scope),
        )

    def when(self, step: EscalationStep) -> str:
        if step.at != "breach":
            return self.say("contract_at_share", share=write_share(step.at))
        if step.after is None:
            return self.say("contract_at_breach")
        amount = self.amount(step.after.text)
        return self.say("contract_after_breach", amount=amount, calendar=self.calendar(step.calendar))

    def credits(self) -> Iterator[str]:
        policy = self.terms.credits
        if policy is None:
            return
        for band in policy.bands:
            yield self.say(
                "contract_band",
                objective=self.say(f"objective_{band.objective}"),
                severity=band.severity or self.say("contract_each"),
                below=write_share(band.below),
                credit=write_share(band.credit),
                base=policy.base,
            )
        yield self.say("contract_cap", cap=write_share(policy.cap), base=policy.base, currency=policy.currency)

    def entitlements(self) -> Iterator[str]:
        for right in self.terms.entitlements:
            yield self.say(
                "contract_entitlement",
                name=in_language(right.name, self.lang) or right.id,
                quantity=right.quantity,
                per=self.say(f"per_{right.per}"),
            )
