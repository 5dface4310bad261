"""Exclusions, escalation, credits and entitlements in words."""

from collections.abc import Iterator

from upheld.sla.terms.amounts import write_share
from upheld.sla.terms.model import COMPUTED_BASE, OBJECTIVES, EscalationStep, Exclusion
from upheld.sla.terms.prose_marks import as_written
from upheld.sla.terms.prose_voice import Voice
from upheld.sla.words.say_amount import in_language


class Remedies(Voice):
    """The parts of a contract that follow its promises."""

    def exclusions(self) -> Iterator[str]:
        if self.terms.exclusions:
            yield self.say("contract_exclusions_rule")
            yield ""
        for clause in self.terms.exclusions:
            yield f"- {self.exclusion(clause)}"

    def exclusion(self, clause: Exclusion) -> str:
        text = in_language(clause.clause, self.lang) or self.say("contract_no_clause")
        scope = clause.scope if clause.objectives or clause.scope == "ticket" else "nothing"
        effect = self.say(f"contract_exclusion_{scope}", objectives=self.objectives(clause.objectives))
        proofs = self.joined(self.named("proof", proof) for proof in clause.evidence)
        evidence = self.say("contract_evidence", evidence=proofs) if proofs else ""
        reference = self.say("contract_reference", id=as_written(clause.id))
        return self.joined(filter(None, (text, effect, evidence, reference)), "sentence")

    def step(self, step: EscalationStep) -> str:
        return self.say(
            "contract_step",
            when=self.when(step),
            people=self.either((self.named("party", name) for name in step.notify), "and"),
            via=self.either((self.named("channel", name) for name in step.via), "and"),
            scope=self.scope(step),
        )

    def scope(self, step: EscalationStep) -> str:
        """What a step is for; nothing where it is for everything."""
        severities = self.joined(step.severities) or self.say("contract_each")
        if step.objectives != OBJECTIVES:
            return self.say("contract_scope", objectives=self.objectives(step.objectives), severities=severities)
        return self.say("contract_scope_all", severities=severities) if step.severities else ""

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
        base = self.named("fee", policy.base)
        for band in policy.bands:
            yield self.say(
                "contract_band",
                objective=self.say(f"objective_{band.objective}"),
                severity=band.severity or self.say("contract_each"),
                below=write_share(band.below),
                credit=write_share(band.credit),
                base=base,
            )
        yield self.say("contract_cap", cap=write_share(policy.cap), base=base, currency=policy.currency)
        if policy.base != COMPUTED_BASE:
            yield self.say("contract_base", base=base, computed=self.named("fee", COMPUTED_BASE))

    def entitlements(self) -> Iterator[str]:
        for right in self.terms.entitlements:
            yield self.say(
                "contract_entitlement",
                name=in_language(right.name, self.lang) or right.id,
                quantity=right.quantity,
                per=self.say(f"per_{right.per}"),
            )
