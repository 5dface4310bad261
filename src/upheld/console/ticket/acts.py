"""Forms for acts that change a ticket's handling, severity or clocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import CharField

from upheld.accounts.queries import choices
from upheld.console.forms import (
    Choices,
    ConsoleForm,
    FieldChoices,
    SelectWithDisabled,
    instant,
    long_text,
    number,
    text,
)
from upheld.console.ticket.page import clauses, exclusions, ticket_or_404
from upheld.console.ticket.verbs import Verb, resource
from upheld.desk import acts as desk
from upheld.desk.limits import CLAUSE_MAX, LEVEL_MAX
from upheld.desk.queries import TicketView
from upheld.i18n.words import say, short
from upheld.sla.words import say_name

ANYONE = UNDECIDED = [("", "—")]
"""The first option where nobody need be chosen, or where nothing weighty is chosen beforehand."""


class AssignForm(ConsoleForm):
    prefix_id = "assign"
    group = number("console.group", required=False)
    assignee = number("console.person", required=False)


def _handler_choices(view: TicketView) -> dict[str, Choices]:
    return {
        "group": ANYONE + [(str(group.id), group.name) for group in choices.groups()],
        "assignee": ANYONE + [(str(handler.id), handler.name) for handler in choices.handlers()],
    }


assign = resource(
    Verb(
        "assign",
        "assign",
        AssignForm,
        lambda request, ticket_id, form_data: desk.assign(
            ticket_id=ticket_id,
            group_id=form_data["group"],
            assignee_id=form_data["assignee"],
            by=request.actor,
            now=request.now,
        ),
        _handler_choices,
        lambda view: {"group": view.group_id, "assignee": view.assignee and view.assignee.id},
    )
)


class SeverityForm(ConsoleForm):
    prefix_id = "severity"
    severity = text("console.severity", most=LEVEL_MAX)
    basis = text("console.basis", most=20)
    reason = long_text("console.reason")
    effective_from = instant("console.effective_from")


def levels(view: TicketView) -> list[tuple[str, str]]:
    """Returns the severities of the ticket's contract with their names."""
    return [(level.id, f"{level.id} · {level.name.get(short(), level.id)}") for level in view.levels]


def _level_choices(view: TicketView) -> SelectWithDisabled:
    """Returns the severities to choose from. Those below the minimum severity are disabled and give the reason."""
    disabled = view.below_floor
    offered = (
        (code, say("floor.barred", level=name, floor=view.floor) if code in disabled else name)
        for code, name in levels(view)
    )
    return SelectWithDisabled([*UNDECIDED, *offered], disabled)


def _severity_choices(view: TicketView) -> dict[str, FieldChoices]:
    return {
        "severity": _level_choices(view),
        "basis": [*UNDECIDED, *((basis, say("console.basis", basis)) for basis in ("impact", "correction"))],
    }


severity = resource(
    Verb(
        "severity",
        "change_severity",
        SeverityForm,
        lambda request, ticket_id, form_data: desk.change_severity(
            ticket_id=ticket_id,
            severity=form_data["severity"],
            basis=form_data["basis"],
            reason=form_data["reason"],
            effective_from=form_data["effective_from"],
            by=request.actor,
            now=request.now,
        ),
        _severity_choices,
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
        lambda request, ticket_id, form_data: desk.lift_floor(
            ticket_id=ticket_id, reason=form_data["reason"], by=request.actor, now=request.now
        ),
    )
)


class ExclusionForm(ConsoleForm):
    prefix_id = "exclusion"
    clause = text("console.clause", most=CLAUSE_MAX)
    from_at = instant("console.from_at")
    to_at = instant("console.to_at")
    evidence = long_text("console.evidence", required=False)

    def offer(self, choices: Mapping[str, FieldChoices]) -> None:
        """Adds a field for each piece of evidence that a clause of the contract requires."""
        super().offer(choices)
        needed = dict(_pairs(choices, "needed"))
        for name, label in _pairs(choices, "fields"):
            field = CharField(label=label, required=name in needed, max_length=4000)
            field.conditional = True  # type: ignore[attr-defined]  # Its label says which clauses need it
            self.fields[f"fields.{name}"] = field
        self.order_fields([name for name in self.fields if name != "evidence"])

    def clean(self) -> dict[str, Any]:
        """Collects the submitted evidence fields by name."""
        values = {name.removeprefix("fields."): text for name, text in self.data.items() if name.startswith("fields.")}
        return {**(super().clean() or {}), "fields": {name: text for name, text in values.items() if text}}


def _pairs(choices: Mapping[str, FieldChoices], name: str) -> Choices:
    options = choices.get(name, ())
    return () if isinstance(options, SelectWithDisabled) else options


def _clause_choices(view: TicketView) -> dict[str, Choices]:
    clauses_by_proof: dict[str, list[str]] = {}
    for clause in exclusions(view):
        for name in clause.evidence:
            clauses_by_proof.setdefault(name, []).append(clause.id)
    return {
        "clause": [
            *UNDECIDED,
            *((name, f"{name} · {texts.get(short(), '')}") for name, texts in clauses(view).items()),
        ],
        "fields": [
            (name, say("console.evidence_of", what=say_name("proof", name, short()), clauses=", ".join(ids)))
            for name, ids in clauses_by_proof.items()
        ],
        "needed": [(name, "") for name, ids in clauses_by_proof.items() if len(ids) == len(exclusions(view))],
    }


def _claim(request: Any, ticket_id: int, form_data: dict[str, Any]) -> None:
    terms = {clause.id: clause for clause in exclusions(ticket_or_404(request, ticket_id))}
    required = terms[form_data["clause"]].evidence if form_data["clause"] in terms else ()
    desk.claim_exclusion(
        ticket_id=ticket_id,
        clause=form_data["clause"],
        from_at=form_data["from_at"],
        to_at=form_data["to_at"],
        evidence=form_data["evidence"],
        fields={name: text for name, text in form_data["fields"].items() if name in required},
        by=request.actor,
        now=request.now,
    )


exclusion = resource(
    Verb(
        "exclusion",
        "claim_exclusion",
        ExclusionForm,
        _claim,
        _clause_choices,
    )
)


ENDING_REASONS = ("duplicate", "out_of_scope")


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
        lambda request, ticket_id, form_data: desk.propose_cancellation(
            ticket_id=ticket_id,
            reason=form_data["reason"],
            into_id=form_data["into"],
            note=form_data["note"],
            by=request.actor,
            now=request.now,
        ),
        lambda _: {"reason": [*UNDECIDED, *((reason, say("console.ending", reason)) for reason in ENDING_REASONS)]},
    )
)
