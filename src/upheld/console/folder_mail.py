"""The mail that is written to a folder: for the administrator only, since mails hold links that sign in."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.accounts.audience import staff
from upheld.accounts.request import Request
from upheld.accounts.roles import Role
from upheld.mail import folder


@staff(Role.ADMIN)
@require_GET
def listing(request: Request) -> HttpResponse:
    """The newest hundred."""
    return render(request, "console/folder_mail.html", {"mails": folder.listing(_folder())})


@staff(Role.ADMIN)
@require_GET
def page(request: Request, name: str) -> HttpResponse:
    """One mail, as its text."""
    found = folder.read(_folder(), name)
    if found is None:
        raise Http404
    return render(request, "console/folder_mail_one.html", {"mail": found})


def _folder() -> Path:
    found = folder.folder_of(settings.MAIL_URL)
    if found is None:
        raise Http404
    return found
