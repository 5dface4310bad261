"""Forms for decisions: rulings on disputes, claims and proposals, and voided waits."""

from __future__ import annotations

from typing import Any

from django import forms

from upheld.console.forms import ConsoleForm, long_text, text, word
from upheld.console.ticket.acts import UNDECIDED, levels
from upheld.console.ticket.verbs import Verb, resource
from upheld.desk import acts as desk
from upheld.desk.limits import LEVEL_MAX


class RulingForm(ConsoleForm):
    prefix_id = "ruling"
    severity = text("console.severity", most=LEVEL_MAX)
    reason = long_text("console.reasons")


rule = resource(
    Verb(
        "ruling",
        "rule",
        RulingForm,
        lambda request, ticket_id, form_data: desk.rule_severity(
            ticket_id=ticket_id,
            severity=form_data["severity"],
            reason=form_data["reason"],
            by=request.actor,
            now=request.now,
        ),
        lambda view: {"severity": [*UNDECIDED, *levels(view)]},
    )
)


class DecisionForm(ConsoleForm):
    """Accept or reject, with reasons."""

    prefix_id = "decision"
    decision = forms.ChoiceField(
        label=word("console.decision"),
        choices=[("yes", word("console.decision.yes")), ("no", word("console.decision.no"))],
        widget=forms.RadioSelect,
    )
    reason = long_text("console.reasons")


decide_exclusion = resource(
    Verb(
        "decide_exclusion",
        "decide_exclusion",
        DecisionForm,
        lambda request, ticket_id, form_data, claim_id: desk.decide_exclusion(
            ticket_id=ticket_id,
            claim_id=claim_id,
            accepted=form_data["decision"] == "yes",
            reason=form_data["reason"],
            by=request.actor,
            now=request.now,
        ),
    )
)


class AgreementForm(ConsoleForm):
    """Agree to a proposal or refuse it."""

    prefix_id = "agreement"
    decision = forms.ChoiceField(
        label=word("console.decision"),
        choices=[("yes", word("console.decision.agree")), ("no", word("console.decision.refuse"))],
        widget=forms.RadioSelect,
    )


def _decide(request: Any, ticket_id: int, form_data: dict[str, Any], proposal_id: int) -> None:
    desk.decide_cancellation(
        ticket_id=ticket_id,
        proposal_id=proposal_id,
        agreed=form_data["decision"] == "yes",
        by=request.actor,
        now=request.now,
    )


decide_cancellation = resource(Verb("decide_cancellation", "decide_cancellation", AgreementForm, _decide))


class VoidForm(ConsoleForm):
    prefix_id = "void"
    reason = long_text("console.reasons")


void_wait = resource(
    Verb(
        "void_wait",
        "void_wait",
        VoidForm,
        lambda request, ticket_id, form_data, wait_id: desk.void_wait(
            ticket_id=ticket_id, wait_id=wait_id, reason=form_data["reason"], by=request.actor, now=request.now
        ),
    )
)
