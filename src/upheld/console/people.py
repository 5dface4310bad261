"""The vendor's staff, and the page of a person of any organisation."""

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
from upheld.ui.forms import refusals, submitted_data
from upheld.ui.post_action import act


@staff()
@require_safe
def listing(request: Request) -> HttpResponse:
    """List the vendor's staff by name."""
    vendor = queries.vendor(actor=request.person)
    if vendor is None:
        raise Http404
    text, role, after = (request.GET.get(name, "").strip()[:200] for name in ("q", "role", "after"))
    role = role if role in STAFF_ROLES else ""
    page = queries.people(organisation_id=vendor.id, actor=request.person, text=text, role=role, after=after)
    context = {
        "vendor": vendor,
        "page": page,
        "text": text,
        "role": role,
        "roles": [staff_role for staff_role in Role if staff_role in STAFF_ROLES],
        "invitations": queries.pending_invitations(organisation_id=vendor.id, actor=request.person, now=request.now),
        "turned": bool(after),
    }
    return render(request, "console/people.html", context)


@staff()
@require_http_methods(["GET", "POST"])
def invite(request: Request, organisation_id: int) -> HttpResponse:
    """Invite a person into an organisation."""
    organisation = queries.organisation(organisation_id=organisation_id, actor=request.person)
    options = {"language": choices.LANGUAGES, "roles": choices.roles(organisation.givable_roles)}
    form = InviteForm(submitted_data(request), initial={"language": organisation.language}, choices=options)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.invite_person(
                organisation_id=organisation_id, **form.cleaned_data, by=request.person, now=request.now
            )
            messages.success(request, say("people.invited", address=form.cleaned_data["address"]))
            return HttpResponseRedirect(home_of(organisation))
    status = 422 if form.errors else 200 if organisation.may_invite else 403
    return render(request, "console/invite.html", {"form": form, "organisation": organisation}, status=status)


@staff()
@require_POST
def revoke_invitation(request: Request, organisation_id: int, invitation_id: int) -> HttpResponse:
    """Revoke an invitation, so that its link stops working."""
    organisation = queries.organisation(organisation_id=organisation_id, actor=request.person)
    return act(
        request,
        lambda: operations.revoke_invitation(invitation_id=invitation_id, by=request.person, now=request.now),
        back=home_of(organisation),
    )


@staff()
@require_safe
def page(request: Request, user_id: int) -> HttpResponse:
    """Show a person: addresses, roles, groups and available actions."""
    person = queries.person(user_id=user_id, actor=request.person)
    organisation_ids = dict.fromkeys(membership.organisation_id for membership in person.roles)
    organisations = [
        queries.organisation(organisation_id=organisation_id, actor=request.person)
        for organisation_id in organisation_ids
    ]
    roles_held = {(membership.organisation_id, membership.role) for membership in person.roles}
    offers = [
        (organisation, [role for role in organisation.givable_roles if (organisation.id, role) not in roles_held])
        for organisation in organisations
    ]
    return render(request, "console/person.html", {"person": person, "offers": offers})


@staff()
@require_POST
def give_role(request: Request, user_id: int) -> HttpResponse:
    """Give a person another role in one of their organisations."""
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
    """Remove a role of a person."""
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
    """Deactivate or reactivate a person."""
    verb = operations.reactivate_person if request.POST.get("active") == "yes" else operations.deactivate_person
    return act(request, lambda: verb(user_id=user_id, by=request.person, now=request.now), back=_page(user_id))


@staff(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def erase(request: Request, user_id: int) -> HttpResponse:
    """Erase a person, after a page that explains the consequences."""
    if request.method == "POST":
        return act(
            request,
            lambda: operations.erase_person(user_id=user_id, by=request.person, now=request.now),
            back=reverse("console:people"),
            done="people.erased",
        )
    person = queries.person(user_id=user_id, actor=request.person)
    return render(request, "console/erase.html", {"person": person})


def home_of(organisation: queries.OrganisationView) -> str:
    """Returns the address of the page that lists an organisation's people."""
    return reverse("console:people") if organisation.is_vendor else reverse("console:customer", args=[organisation.id])


def _page(user_id: int) -> str:
    return reverse("console:person", args=[user_id])


def _role(request: Request) -> tuple[int, str]:
    organisation_id, _, role = request.POST.get("role", "").partition(":")
    if not organisation_id.isascii() or not organisation_id.isdigit() or len(organisation_id) > 18:
        raise Http404
    return int(organisation_id), role
