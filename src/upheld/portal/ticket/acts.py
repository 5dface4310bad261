"""Actions of a customer on a ticket. Each validates a form, calls an operation and redirects to the ticket."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk import acts as desk
from upheld.i18n.words import say
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.portal.forms import ActForm, AnswerForm, NothingForm, PersonForm, ReasonForm
from upheld.portal.ticket.page import show

Action = Callable[[ActForm], object]


def perform(request: Request, ticket_id: int, form: ActForm, action: Action, *, done: str = "") -> HttpResponse:
    """Run the action and redirect to the ticket. If it is refused, show the page with the submitted form."""
    if form.is_valid():
        try:
            action(form)
        except (NotFound, NotAllowed):
            raise
        except Refused as refused:
            form.refuse(refused)
        else:
            if done:
                messages.success(request, say("portal.done", done))
            return redirect("portal:ticket", ticket_id)
    return show(request, ticket_id, form, status=422)


@customer()
@require_POST
def accept(request: Request, ticket_id: int, delivery_id: int) -> HttpResponse:
    """Accept a workaround or a resolution."""
    return perform(
        request,
        ticket_id,
        NothingForm(request.POST, key=f"accept-{delivery_id}"),
        lambda form: desk.accept_delivery(
            ticket_id=ticket_id, delivery_id=delivery_id, by=request.person, now=request.now
        ),
        done="accepted",
    )


@customer()
@require_POST
def reject(request: Request, ticket_id: int, delivery_id: int) -> HttpResponse:
    """Reject a workaround or a resolution, with a reason."""
    return perform(
        request,
        ticket_id,
        ReasonForm(request.POST, key=f"reject-{delivery_id}"),
        lambda form: desk.reject_delivery(
            ticket_id=ticket_id,
            delivery_id=delivery_id,
            reason=form.cleaned_data["reason"],
            by=request.person,
            now=request.now,
        ),
        done="rejected",
    )


@customer()
@require_POST
def accept_claim(request: Request, ticket_id: int, claim_id: int) -> HttpResponse:
    """Accept an exclusion claim: the claimed time does not count."""
    return perform(
        request,
        ticket_id,
        NothingForm(request.POST, key=f"claim-{claim_id}"),
        lambda form: desk.decide_exclusion(
            ticket_id=ticket_id, claim_id=claim_id, accepted=True, reason="", by=request.person, now=request.now
        ),
        done="claim_accepted",
    )


@customer()
@require_POST
def contest_claim(request: Request, ticket_id: int, claim_id: int) -> HttpResponse:
    """Contest an exclusion claim, with a reason. It then has no effect unless an arbiter grants it."""
    return perform(
        request,
        ticket_id,
        ReasonForm(request.POST, key=f"contest-{claim_id}"),
        lambda form: desk.decide_exclusion(
            ticket_id=ticket_id,
            claim_id=claim_id,
            accepted=False,
            reason=form.cleaned_data["reason"],
            by=request.person,
            now=request.now,
        ),
        done="claim_contested",
    )


@customer()
@require_POST
def decide_cancellation(request: Request, ticket_id: int, proposal_id: int) -> HttpResponse:
    """Agree to a proposed cancellation, or refuse it."""
    agreed = request.POST.get("answer") == "agree"
    return perform(
        request,
        ticket_id,
        AnswerForm(request.POST, key=f"proposal-{proposal_id}"),
        lambda form: desk.decide_cancellation(
            ticket_id=ticket_id, proposal_id=proposal_id, agreed=agreed, by=request.person, now=request.now
        ),
        done="agreed" if agreed else "refused",
    )


@customer()
@require_POST
def agree_arbiter(request: Request, ticket_id: int, arbiter_id: int) -> HttpResponse:
    """Agree to an arbiter who was appointed after the case opened, or who appointed themselves."""
    return perform(
        request,
        ticket_id,
        NothingForm(request.POST, key=f"arbiter-{arbiter_id}"),
        lambda form: desk.agree_to_arbiter(
            ticket_id=ticket_id, arbiter_id=arbiter_id, by=request.person, now=request.now
        ),
        done="arbiter_agreed",
    )


@customer()
@require_POST
def reopen(request: Request, ticket_id: int) -> HttpResponse:
    """Reopen a resolved ticket."""
    return perform(
        request,
        ticket_id,
        ReasonForm(request.POST, key="reopen"),
        lambda form: desk.reopen(
            ticket_id=ticket_id, reason=form.cleaned_data["reason"], by=request.person, now=request.now
        ),
        done="reopened",
    )


@customer()
@require_POST
def withdraw(request: Request, ticket_id: int) -> HttpResponse:
    """Withdraw the ticket."""
    return perform(
        request,
        ticket_id,
        NothingForm(request.POST, key="withdraw"),
        lambda form: desk.withdraw_ticket(ticket_id=ticket_id, by=request.person, now=request.now),
        done="withdrawn",
    )


@customer()
@require_POST
def watch(request: Request, ticket_id: int) -> HttpResponse:
    """Add the reader or a colleague as a follower."""
    return perform(
        request,
        ticket_id,
        PersonForm(request.POST, key="watch"),
        lambda form: desk.watch(
            ticket_id=ticket_id, user_id=form.cleaned_data["person"], by=request.person, now=request.now
        ),
    )


@customer()
@require_POST
def unwatch(request: Request, ticket_id: int) -> HttpResponse:
    """Stop following the ticket."""
    return perform(
        request,
        ticket_id,
        NothingForm(request.POST, key="unwatch"),
        lambda form: desk.unwatch(ticket_id=ticket_id, user_id=request.person.id, by=request.person, now=request.now),
    )
