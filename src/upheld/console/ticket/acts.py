"""Acts that move a ticket: a form and an operation each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import CharField

from upheld.accounts.queries import choices
from upheld.console.forms import Barring, Choices, ConsoleForm, Offered, instant, long_text, number, text
from upheld.console.ticket.page import clauses, exclusions, found
from upheld.console.ticket.verbs import Verb, resource
from upheld.desk import operations as desk
from upheld.desk.queries import TicketView
from upheld.i18n.words import say, short
from upheld.sla.words import say_name

ANYONE = [("", "—")]


class AssignForm(ConsoleForm):
    prefix_id = "assign"
    group = number("console.group", required=False)
    assignee = number("console.person", required=False)


def _handlers(view: TicketView) -> dict[str, Choices]:
    return {
        "group": ANYONE + [(str(group.id), group.name) for group in choices.groups()],
        "assignee": ANYONE + [(str(handler.id), handler.name) for handler in choices.handlers()],
    }


assign = resource(
    Verb(
        "assign",
        "assign",
        AssignForm,
        lambda request, ticket_id, given: desk.assign(
            ticket_id=ticket_id,
            group_id=given["group"],
            assignee_id=given["assignee"],
            by=request.actor,
            now=request.now,
        ),
        _handlers,
        lambda view: {"group": view.group_id, "assignee": view.assignee and view.assignee.id},
    )
)


class SeverityForm(ConsoleForm):
    prefix_id = "severity"
    severity = text("console.severity", most=20)
    basis = text("console.basis", most=20)
    reason = long_text("console.reason")
    effective_from = instant("console.effective_from")


def levels(view: TicketView) -> list[tuple[str, str]]:
    """The severities of the ticket's contract with their names."""
    return [(level.id, f"{level.id} · {level.name.get(short(), level.id)}") for level in view.levels]


def _allowed(view: TicketView) -> Barring:
    """The same as the vendor may choose them: those below what was measured are shown with the reason."""
    barred = view.below_floor
    return Barring(
        (
            (one, say("floor.barred", level=name, floor=view.floor) if one in barred else name)
            for one, name in levels(view)
        ),
        barred,
    )


def _chosen(view: TicketView) -> str:
    """The present severity, or the one that it has to be raised to."""
    return view.floor if view.floor and view.severity in view.below_floor else view.severity


def _severities(view: TicketView) -> dict[str, Offered]:
    return {"severity": _allowed(view), "basis": [(one, say("console.basis", one)) for one in ("impact", "correction")]}


severity = resource(
    Verb(
        "severity",
        "change_severity",
        SeverityForm,
        lambda request, ticket_id, given: desk.change_severity(
            ticket_id=ticket_id,
            severity=given["severity"],
            basis=given["basis"],
            reason=given["reason"],
            effective_from=given["effective_from"],
            by=request.actor,
            now=request.now,
        ),
        _severities,
        lambda view: {"severity": _chosen(view), "basis": "impact"},
    )
)


class LiftingForm(ConsoleForm):
    prefix_id = "lifting"
    reason = long_text("console.reason", hint="console.lifting_hint")


lifting = resource(
    Verb(
        "lift_floor",
        "lift_floor",
        LiftingForm,
        lambda request, ticket_id, given: desk.lift_floor(
            ticket_id=ticket_id, reason=given["reason"], by=request.actor, now=request.now
        ),
    )
)


class ExclusionForm(ConsoleForm):
    prefix_id = "exclusion"
    clause = text("console.clause", most=60)
    from_at = instant("console.from_at")
    to_at = instant("console.to_at")
    evidence = long_text("console.evidence", required=False)

    def offer(self, choices: Mapping[str, Offered]) -> None:
        """Ask for each piece of evidence that a clause of the contract names."""
        super().offer(choices)
        needed = dict(_pairs(choices, "needed"))
        for name, label in _pairs(choices, "fields"):
            field = CharField(label=label, required=name in needed, max_length=4000)
            field.conditional = True  # type: ignore[attr-defined]  # Its label says which clauses need it
            self.fields[f"fields.{name}"] = field
        self.order_fields([name for name in self.fields if name != "evidence"])

    def clean(self) -> dict[str, Any]:
        """Collects the submitted evidence fields by name."""
        sent = {name.removeprefix("fields."): text for name, text in self.data.items() if name.startswith("fields.")}
        return {**(super().clean() or {}), "fields": {name: text for name, text in sent.items() if text}}


def _pairs(choices: Mapping[str, Offered], name: str) -> Choices:
    offered = choices.get(name, ())
    return () if isinstance(offered, Barring) else offered


def _clauses(view: TicketView) -> dict[str, Choices]:
    named: dict[str, list[str]] = {}
    for clause in exclusions(view):
        for name in clause.evidence:
            named.setdefault(name, []).append(clause.id)
    return {
        "clause": [(name, f"{name} · {texts.get(short(), '')}") for name, texts in clauses(view).items()],
        "fields": [
            (name, say("console.evidence_of", what=say_name("proof", name, short()), clauses=", ".join(ids)))
            for name, ids in named.items()
        ],
        "needed": [(name, "") for name, ids in named.items() if len(ids) == len(exclusions(view))],
    }


def _claim(request: Any, ticket_id: int, form_data: dict[str, Any]) -> None:
    terms = {clause.id: clause for clause in exclusions(found(request, ticket_id))}
    wanted = terms[form_data["clause"]].evidence if form_data["clause"] in terms else ()
    desk.claim_exclusion(
        ticket_id=ticket_id,
        clause=form_data["clause"],
        from_at=form_data["from_at"],
        to_at=form_data["to_at"],
        evidence=form_data["evidence"],
        fields={name: text for name, text in form_data["fields"].items() if name in wanted},
        by=request.actor,
        now=request.now,
    )


exclusion = resource(
    Verb(
        "exclusion",
        "claim_exclusion",
        ExclusionForm,
        _claim,
        _clauses,
    )
)


class CancellationForm(ConsoleForm):
    prefix_id = "cancellation"
    reason = text("console.ending", most=20)
    into = number("console.into", required=False)
    note = long_text("console.note_text")


cancellation = resource(
    Verb(
        "cancellation",
        "propose_cancellation",
        CancellationForm,
        lambda request, ticket_id, given: desk.propose_cancellation(
            ticket_id=ticket_id,
            reason=given["reason"],
            into_id=given["into"],
            note=given["note"],
            by=request.actor,
            now=request.now,
        ),
        lambda view: {"reason": [(one, say("console.ending", one)) for one in ("duplicate", "out_of_scope")]},
    )
)
