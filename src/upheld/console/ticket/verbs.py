"""Acts on a ticket as forms. Each is a resource: GET shows the form, POST performs the act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from upheld.console.forms import ConsoleForm, FieldChoices
from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.page import ticket_or_404
from upheld.desk.errors import NotIndependent
from upheld.desk.queries import TicketView
from upheld.operations.errors import NotAllowed, NotFound, Refused

Run = Callable[..., object]


def no_values(view: TicketView) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Verb:
    """An act: its name in texts and routes, the permission that it needs, its form and its operation.

    ``run`` is called with the request, the ticket's id, the form data, and the ids in the URL.
    """

    name: str
    act: str
    form: type[ConsoleForm]
    run: Run
    choices: Callable[[TicketView], Mapping[str, FieldChoices]] = no_values
    initial: Callable[[TicketView], dict[str, Any]] = no_values


def resource(verb: Verb) -> Callable[..., HttpResponseBase]:
    """Returns the view of an act."""

    @require_http_methods(["GET", "POST"])
    @staff()
    def view(request: StaffRequest, ticket_id: int, **ids: int) -> HttpResponseBase:
        if request.method == "POST":
            return _post(request, verb, ticket_id, ids)
        ticket = ticket_or_404(request, ticket_id)
        if verb.act in ticket.conflicts:
            raise NotIndependent(ticket.conflicts[verb.act])
        if verb.act not in ticket.rights:
            raise NotAllowed
        form = verb.form(initial=verb.initial(ticket), choices=verb.choices(ticket))
        return _form(request, verb, ticket, form, ids)

    return view


def _post(request: StaffRequest, verb: Verb, ticket_id: int, ids: Mapping[str, int]) -> HttpResponseBase:
    form = verb.form(request.POST)
    if form.is_valid():
        try:
            verb.run(request, ticket_id, form.cleaned_data, **ids)
        except (NotAllowed, NotFound) as refused:
            if refused.field not in form.fields:
                raise
            form.refuse(refused)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:ticket", ticket_id)
    ticket = ticket_or_404(request, ticket_id)
    form.offer(verb.choices(ticket))
    return _form(request, verb, ticket, form, ids, status=422)


def _form(
    request: StaffRequest, verb: Verb, ticket: TicketView, form: ConsoleForm, ids: Mapping[str, int], status: int = 200
) -> HttpResponseBase:
    template = "console/act_form.html" if request.headers.get("HX-Request") else "console/act.html"
    context = {"ticket": ticket, "form": form, "verb": verb.name, "address": request.path, "ids": ids}
    return render(request, template, context, status=status)
