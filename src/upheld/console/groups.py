"""Support groups."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from upheld.accounts import operations, queries
from upheld.accounts.audience import staff
from upheld.accounts.permissions import may_manage_groups
from upheld.accounts.request import Request
from upheld.console.forms_people import GroupForm, line_choices
from upheld.ui.forms import refusals, submitted_data
from upheld.ui.post_action import act


@staff()
@require_http_methods(["GET", "POST"])
def listing(request: Request) -> HttpResponse:
    """List the groups; create a group."""
    form = GroupForm(submitted_data(request), choices=line_choices())
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            group_id = operations.create_group(**form.cleaned_data, by=request.person, now=request.now)
            return HttpResponseRedirect(_page(group_id))
    after = request.GET.get("after")
    context = {
        "page": queries.group_page(after=after),
        "turned": after is not None,
        "form": form,
        "may_manage": may_manage_groups(request.person),
    }
    return render(request, "console/groups.html", context, status=422 if form.errors else 200)


@staff()
@require_http_methods(["GET", "POST"])
def page(request: Request, group_id: int) -> HttpResponse:
    """Show a group with its members; rename it."""
    group = queries.group(group_id=group_id)
    initial = {"name": group.name, "line": group.line}
    form = GroupForm(submitted_data(request), initial=initial, choices=line_choices())
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.rename_group(group_id=group_id, **form.cleaned_data, by=request.person, now=request.now)
            return HttpResponseRedirect(_page(group_id))
    member_ids = {member.id for member in group.members}
    context = {
        "group": group,
        "form": form,
        "others": [staff_choice for staff_choice in queries.staff_choices() if staff_choice.id not in member_ids],
        "may_manage": may_manage_groups(request.person),
    }
    return render(request, "console/group.html", context, status=422 if form.errors else 200)


@staff()
@require_POST
def add(request: Request, group_id: int) -> HttpResponse:
    """Add a person to the group."""
    user_id = request.POST.get("user_id", "")
    if not user_id.isascii() or not user_id.isdigit() or len(user_id) > 18:
        raise Http404
    return act(
        request,
        lambda: operations.add_to_group(group_id=group_id, user_id=int(user_id), by=request.person, now=request.now),
        back=_page(group_id),
    )


@staff()
@require_POST
def remove(request: Request, group_id: int, user_id: int) -> HttpResponse:
    """Remove a person from the group."""
    return act(
        request,
        lambda: operations.remove_from_group(group_id=group_id, user_id=user_id, by=request.person, now=request.now),
        back=_page(group_id),
    )


def _page(group_id: int) -> str:
    return reverse("console:group", args=[group_id])
