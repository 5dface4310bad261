"""The user's profile: name, language, time zone, theme, password and sessions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from upheld.accounts import choices, operations, queries
from upheld.accounts.audience import signed_in
from upheld.accounts.request import Request
from upheld.i18n.words import say
from upheld.public.forms import PasswordForm, ProfileForm
from upheld.public.signin import open_session
from upheld.ui.forms import refusals, submitted_data


@signed_in
@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    """Show and update the profile."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            operations.update_profile(**form.cleaned_data, by=request.person, now=request.now)
            return _saved(request, "public.profile_saved", form.cleaned_data["language"])
    return _page(request, form, PasswordForm())


@signed_in
@sensitive_post_parameters("current", "password")
@require_http_methods(["POST"])
def password(request: Request) -> HttpResponse:
    """Change the password and end every other session."""
    form = PasswordForm(request.POST)
    if form.is_valid():
        with refusals(form):
            open_session(request, operations.change_password(**form.cleaned_data, by=request.person, now=request.now))
            return _saved(request, "public.password_saved", None)
    return _page(request, _form(request, unsent=True), form)


def _form(request: Request, *, unsent: bool = False) -> ProfileForm:
    actor = request.person
    options = {"language": choices.LANGUAGES, "timezone": choices.zones(), "theme": choices.themes()}
    initial = {name: getattr(actor, name) for name in ("name", "language", "timezone", "theme")}
    return ProfileForm(None if unsent else submitted_data(request), initial=initial, choices=options)


def _saved(request: Request, code: str, language: str | None) -> HttpResponse:
    messages.success(request, say(code, lang=language))
    return HttpResponseRedirect(reverse("profile"))


def _page(request: Request, form: ProfileForm, password_form: PasswordForm) -> HttpResponse:
    person = queries.person(user_id=request.person.id, actor=request.person)
    status = 422 if form.errors or password_form.errors else 200
    context = {"form": form, "password_form": password_form, "person": person}
    return render(request, "public/profile.html", context, status=status)
