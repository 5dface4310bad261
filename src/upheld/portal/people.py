"""People of the customer's organisation. Everyone there sees them; its managers administer them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from upheld.accounts import choices, operations, queries
from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.accounts.roles import Role
from upheld.i18n.words import say
from upheld.operations.errors import Refused
from upheld.portal.query_params import organisation_of
from upheld.ui import forms
from upheld.ui.post_action import act


class InviteForm(forms.BaseForm):
    address = forms.address("people.address", autofocus="", autocomplete="off")
    name = forms.text("people.their_name", required=False)
    language = forms.choice("people.language")
    roles = forms.choices("people.roles")


@customer()
@require_safe
def listing(request: Request) -> HttpResponse:
    """List the organisation's members and pending invitations."""
    organisation_id = organisation_of(request)
    after = request.GET.get("after")
    context = {
        "organisation": queries.organisation(organisation_id=organisation_id, actor=request.person),
        "page": queries.people(organisation_id=organisation_id, actor=request.person, after=after),
        "invitations": queries.pending_invitations(
            organisation_id=organisation_id, actor=request.person, now=request.now
        ),
        "turned": bool(after),
    }
    return render(request, "portal/people.html", context)


@customer(Role.CUSTOMER_MANAGER)
@require_http_methods(["GET", "POST"])
def invite(request: Request, organisation_id: int) -> HttpResponse:
    """Invite a colleague."""
    organisation = queries.organisation(organisation_id=organisation_id, actor=request.person)
    offered = {"language": choices.LANGUAGES, "roles": choices.roles(organisation.givable_roles)}
    initial = {"language": organisation.language, "roles": [Role.REQUESTER]}
    form = InviteForm(forms.submitted_data(request), initial=initial, choices=offered)
    if request.method == "POST" and form.is_valid():
        with forms.refusals(form):
            operations.invite_person(
                organisation_id=organisation_id, **form.cleaned_data, by=request.person, now=request.now
            )
            messages.success(request, say("people.invited", address=form.cleaned_data["address"]))
            return HttpResponseRedirect(_home(organisation_id))
    status = 422 if form.errors else 200 if organisation.may_invite else 403
    return render(request, "portal/invite.html", {"form": form, "organisation": organisation}, status=status)


@customer(Role.CUSTOMER_MANAGER)
@require_POST
def revoke_invitation(request: Request, organisation_id: int, invitation_id: int) -> HttpResponse:
    """Revoke an invitation, so that its link stops working."""
    return act(
        request,
        lambda: operations.revoke_invitation(invitation_id=invitation_id, by=request.person, now=request.now),
        back=_home(organisation_id),
    )


@customer(Role.CUSTOMER_MANAGER)
@require_POST
def set_role(request: Request, organisation_id: int, user_id: int) -> HttpResponse:
    """Give or take a role. A person without roles no longer belongs to the organisation."""
    verb, role = next(((name, request.POST[name]) for name in ("give", "take") if name in request.POST), ("", ""))
    changes = {"give": operations.add_role, "take": operations.remove_role}

    def change() -> None:
        if verb not in changes:
            raise Refused("not_one_of", field="role", allowed=", ".join(changes))
        changes[verb](user_id=user_id, organisation_id=organisation_id, role=role, by=request.person, now=request.now)

    return act(request, change, back=_home(organisation_id))


def _home(organisation_id: int) -> str:
    return f"{reverse('portal:people')}?organisation={organisation_id}"
