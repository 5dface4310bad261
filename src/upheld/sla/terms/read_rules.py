"""Reading the rules beside the promises: acceptance, exclusions, escalation, credits and the rest (semantics §3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal, TypeVar

from upheld.sla.calendar.calendar import Calendar
from upheld.sla.terms.model import (
    COMPUTED_BASE,
    OBJECTIVES,
    Acceptance,
    Attainment,
    Band,
    Credits,
    Disputes,
    Entitlement,
    EscalationStep,
    Exclusion,
    Objective,
    Reopening,
    Severity,
)
from upheld.sla.terms.node import Node
from upheld.sla.terms.read_promises import amount, calendar_name, check_reachable

KINDS: Final = ("reply", "call", "chat")
T = TypeVar("T", Exclusion, Entitlement)


@dataclass(frozen=True, slots=True)
class Rules:
    """Reads rules that refer to calendars and severities by name."""

    calendars: Mapping[str, Calendar]
    severities: tuple[Severity, ...]

    def acceptance(self, node: Node) -> Acceptance:
        fields = node.fields([], ["after", "calendar", "testing"])
        name = calendar_name(fields, self.calendars)
        after = amount(fields["after"], name, self.calendars) if "after" in fields else None
        if after is not None:
            check_reachable(fields["after"], after, name, self.calendars)
        return Acceptance(
            after, name, fields["testing"].choice(("counts", "pauses")) if "testing" in fields else "counts"
        )

    def reopening(self, node: Node) -> Reopening:
        fields = node.fields(["within"], ["calendar", "as"])
        name = calendar_name(fields, self.calendars)
        within = amount(fields.get("within"), name, self.calendars)
        return Reopening(
            within, name, fields["as"].choice(("new_cycle", "continue")) if "as" in fields else "new_cycle"
        )

    def pauses(self, node: Node) -> tuple[Objective, ...]:
        fields = node.fields([], ["waiting_on_customer"])
        return self.objectives(fields["waiting_on_customer"]) if "waiting_on_customer" in fields else ()

    def objectives(self, node: Node) -> tuple[Objective, ...]:
        return node.choices(OBJECTIVES)

    def exclusions(self, node: Node) -> tuple[Exclusion, ...]:
        return _unique(node, [self._exclusion(child) for child in node.items(100)])

    def _exclusion(self, node: Node) -> Exclusion:
        fields = node.fields(["id"], ["clause", "objectives", "scope", "evidence"])
        return Exclusion(
            id=fields["id"].name() if "id" in fields else "",
            clause=fields["clause"].localized() if "clause" in fields else {},
            objectives=self.objectives(fields["objectives"]) if "objectives" in fields else (),
            scope=fields["scope"].choice(("interval", "ticket")) if "scope" in fields else "interval",
            evidence=fields["evidence"].names() if "evidence" in fields else (),
        )

    def disputes(self, node: Node) -> Disputes:
        fields = node.fields([], ["ruling_within", "calendar", "arbiter"])
        name = calendar_name(fields, self.calendars)
        within = amount(fields["ruling_within"], name, self.calendars) if "ruling_within" in fields else None
        return Disputes(within, name, fields["arbiter"].name() if "arbiter" in fields else "independent")

    def escalation(self, node: Node) -> tuple[EscalationStep, ...]:
        return tuple(self._step(index, child) for index, child in enumerate(node.items(100)))

    def _step(self, index: int, node: Node) -> EscalationStep:
        fields = node.fields(["at", "notify"], ["after", "calendar", "objectives", "severities", "via"])
        at = self._at(fields["at"]) if "at" in fields else "breach"
        if "after" in fields and at != "breach":
            fields["after"].wrong("after_needs_breach")
        name = calendar_name(fields, self.calendars)
        return EscalationStep(
            index=index,
            at=at,
            notify=fields["notify"].names() if "notify" in fields else (),
            via=fields["via"].names() if "via" in fields else ("email",),
            after=amount(fields["after"], name, self.calendars) if "after" in fields else None,
            calendar=name,
            objectives=self.objectives(fields["objectives"]) if "objectives" in fields else OBJECTIVES,
            severities=tuple(self.severity(child) for child in fields["severities"].items(20))
            if "severities" in fields
            else (),
        )

    def _at(self, node: Node) -> Fraction | Literal["breach"]:
        return "breach" if node.value == "breach" else node.share()

    def severity(self, node: Node) -> str:
        ids = [severity.id for severity in self.severities]
        name = node.name()
        if name and name not in ids:
            node.wrong("unknown_severity", value=name, known=", ".join(dict.fromkeys(ids)))
        return name

    def attainment(self, node: Node) -> Attainment:
        fields = node.fields([], ["periods"])
        return Attainment(fields["periods"].choices(("month", "quarter"))) if "periods" in fields else Attainment()

    def credits(self, node: Node) -> Credits:
        fields = node.fields(["currency", "bands"], ["base", "cap"])
        currency = fields["currency"].name() if "currency" in fields else "XXX"
        if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
            fields["currency"].wrong("expected_currency")
        return Credits(
            currency=currency,
            base=fields["base"].name() if "base" in fields else COMPUTED_BASE,
            cap=fields["cap"].share() if "cap" in fields else Fraction(1),
            bands=tuple(self._band(child) for child in fields["bands"].items(100)) if "bands" in fields else (),
        )

    def _band(self, node: Node) -> Band:
        fields = node.fields(["objective", "below", "credit"], ["severity"])
        return Band(
            objective=fields["objective"].choice(OBJECTIVES) if "objective" in fields else "response",
            below=fields["below"].share() if "below" in fields else Fraction(1),
            credit=fields["credit"].share() if "credit" in fields else Fraction(1),
            severity=self.severity(fields["severity"]) if "severity" in fields else None,
        )

    def entitlements(self, node: Node) -> tuple[Entitlement, ...]:
        return _unique(node, [self._entitlement(child) for child in node.items(100)])

    def _entitlement(self, node: Node) -> Entitlement:
        fields = node.fields(["id", "quantity", "per"], ["name"])
        return Entitlement(
            id=fields["id"].name() if "id" in fields else "",
            quantity=fields["quantity"].integer(1, 1_000_000) if "quantity" in fields else 1,
            per=fields["per"].choice(("month", "quarter", "year", "term")) if "per" in fields else "term",
            name=fields["name"].localized() if "name" in fields else {},
        )


def _unique(node: Node, items: list[T]) -> tuple[T, ...]:
    ids: set[str] = set()
    for index, item in enumerate(items):
        if item.id in ids:
            node.child(index, item).wrong("repeated_id", id=item.id)
        ids.add(item.id)
    return tuple(items)
