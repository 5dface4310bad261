"""The vendor's people, and one person of any organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from upheld.accounts import choices, operations, queries
from upheld.accounts.audience import staff
from upheld.accounts.request import Request
from upheld.accounts.roles import STAFF_ROLES, Role
from upheld.console.forms_people import InviteForm
from upheld.i18n.words import say
from upheld.ui.forms import refusals, sent
from upheld.ui.post_action import act


@staff()
@require_safe
def listing(request: Request) -> HttpResponse:
    """The vendor's staff, by name."""
    vendor = queries.vendor(actor=request.person)
    if vendor is None:
        raise Http404
    text, role, after = (request.GET.get(name, "").strip()[:200] for name in ("q", "role", "after"))
    role = role if role in STAFF_ROLES else ""
    page = queries.people(organisation_id=vendor.id, actor=request.person, text=text, role=role, after=after)
    shown = {
        "vendor": vendor,
        "page": page,
        "text": text,
        "role": role,
        "roles": [one for one in Role if one in STAFF_ROLES],
        "invitations": queries.pending_invitations(organisation_id=vendor.id, actor=request.person, now=request.now),
        "turned": bool(after),
    }
    return render(request, "console/people.html", shown)


@staff()
@require_http_methods(["GET", "POST"])
def invite(request: Request, organisation_id: int) -> HttpResponse:
    """Invite a person into an organisation."""
    found = queries.organisation(organisation_id=organisation_id, actor=request.person)
    offered = {"language": choices.LANGUAGES, "roles": choices.roles(found.givable_roles)}
    form = InviteForm(sent(request), initial={"language": found.language}, choices=offered)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.invite_person(
                organisation_id=organisation_id, **form.cleaned_data, by=request.person, now=request.now
            )
            messages.success(request, say("people.invited", address=form.cleaned_data["address"]))
            return HttpResponseRedirect(home_of(found))
    status = 422 if form.errors else 200 if found.may_invite else 403
    return render(request, "console/invite.html", {"form": form, "organisation": found}, status=status)


@staff()
@require_POST
def revoke_invitation(request: Request, organisation_id: int, invitation_id: int) -> HttpResponse:
    """The invitation's link stops working."""
    found = queries.organisation(organisation_id=organisation_id, actor=request.person)
    return act(
        request,
        lambda: operations.revoke_invitation(invitation_id=invitation_id, by=request.person, now=request.now),
        back=home_of(found),
    )


@staff()
@require_safe
def page(request: Request, user_id: int) -> HttpResponse:
    """One person: addresses, roles, groups, and what may be done."""
    found = queries.person(user_id=user_id, actor=request.person)
    places = dict.fromkeys(held.organisation_id for held in found.roles)
    organisations = [queries.organisation(organisation_id=one, actor=request.person) for one in places]
    taken = {(held.organisation_id, held.role) for held in found.roles}
    offers = [
        (place, [role for role in place.givable_roles if (place.id, role) not in taken]) for place in organisations
    ]
    return render(request, "console/person.html", {"person": found, "offers": offers})


@staff()
@require_POST
def give_role(request: Request, user_id: int) -> HttpResponse:
    """One more role in an organisation of theirs."""
    organisation_id, role = _role(request)
    return act(
        request,
        lambda: operations.add_role(
            user_id=user_id, organisation_id=organisation_id, role=role, by=request.person, now=request.now
        ),
        back=_page(user_id),
    )


@staff()
@require_POST
def take_role(request: Request, user_id: int) -> HttpResponse:
    """One role less."""
    organisation_id, role = _role(request)
    return act(
        request,
        lambda: operations.remove_role(
            user_id=user_id, organisation_id=organisation_id, role=role, by=request.person, now=request.now
        ),
        back=_page(user_id),
    )


@staff()
@require_POST
def set_active(request: Request, user_id: int) -> HttpResponse:
    """Shut a person out, or let them in again."""
    verb = operations.reactivate_person if request.POST.get("active") == "yes" else operations.deactivate_person
    return act(request, lambda: verb(user_id=user_id, by=request.person, now=request.now), back=_page(user_id))


@staff(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def erase(request: Request, user_id: int) -> HttpResponse:
    """Forget a person, after the page has said what that means."""
    if request.method == "POST":
        return act(
            request,
            lambda: operations.erase_person(user_id=user_id, by=request.person, now=request.now),
            back=reverse("console:people"),
            done="people.erased",
        )
    found = queries.person(user_id=user_id, actor=request.person)
    return render(request, "console/erase.html", {"person": found})


def home_of(found: queries.OrganisationView) -> str:
    """The page of an organisation's people."""
    return reverse("console:people") if found.is_vendor else reverse("console:customer", args=[found.id])


def _page(user_id: int) -> str:
    return reverse("console:person", args=[user_id])


def _role(request: Request) -> tuple[int, str]:
    organisation_id, _, role = request.POST.get("role", "").partition(":")
    if not organisation_id.isascii() or not organisation_id.isdigit() or len(organisation_id) > 18:
        raise Http404
    return int(organisation_id), role
