"""The contract as a lawyer would read it: Markdown, in the reader's language, nothing left out and nothing added."""

from collections.abc import Iterator

from upheld.sla.terms.model import Terms
from upheld.sla.terms.prose_hours import calendar_prose
from upheld.sla.terms.prose_remedies import Remedies
from upheld.sla.terms.prose_rules import Rules
from upheld.sla.terms.prose_severities import Severities
from upheld.sla.terms.prose_voice import Voice


def contract_text(terms: Terms, lang: str = "en") -> str:
    """The whole contract in Markdown (semantics §3)."""
    writer = _Writer(terms, lang)
    return "\n".join(writer.lines()).rstrip() + "\n"


class _Writer(Voice):
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
        yield from self.section("contract_severities", Severities(terms, self.lang).lines())
        yield from self.section("contract_rules", (f"- {line}" for line in Rules(terms, self.lang).lines()))
        remedies = Remedies(terms, self.lang)
        yield from self.section("contract_exclusions", remedies.exclusions())
        yield from self.section("contract_escalation", (f"- {remedies.step(step)}" for step in terms.escalation))
        yield from self.section("contract_credits", (f"- {line}" for line in remedies.credits()))
        yield from self.section("contract_entitlements", (f"- {line}" for line in remedies.entitlements()))

    def section(self, code: str, body: Iterator[str]) -> Iterator[str]:
        lines = list(body)
        if lines:
            yield from ("", f"## {self.say(code)}", "", *lines)

    def hours(self) -> Iterator[str]:
        for name, calendar in self.terms.calendars.items():
            yield "- " + self.joined(calendar_prose(name, calendar, self.lang), "sentence")
