"""The rules that hold for every ticket, in words."""

from collections.abc import Iterator

from upheld.sla.terms.prose_voice import Voice


class Rules(Voice):
    """One line a rule."""

    def lines(self) -> Iterator[str]:
        terms = self.terms
        yield self.say("contract_response", kinds=self.either(self.say(f"kind_{k}") for k in terms.response_counts))
        yield self.say(f"contract_{terms.reclassification}")
        yield self.say(f"contract_{terms.while_disputed}")
        if terms.disputes is not None and terms.disputes.ruling_within is not None:
            yield self.say(
                "contract_ruling",
                arbiter=self.arbiter(terms.disputes.arbiter),
                amount=self.amount(terms.disputes.ruling_within.text),
                calendar=self.calendar(terms.disputes.calendar),
            )
        yield from self.delivery_rules()
        periods = self.either((self.say(f"contract_per_{period}") for period in terms.attainment.periods), "and")
        yield self.say("contract_attainment", periods=periods)

    def arbiter(self, name: str) -> str:
        if name == "independent":
            return self.say("contract_independent")
        return self.say("contract_arbiter", name=name)

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
