"""Mail written to a folder. Administrators only, because mails contain sign-in links."""

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
    """List the newest 100 mails."""
    return render(request, "console/folder_mail.html", {"mails": folder.listing(_folder())})


@staff(Role.ADMIN)
@require_GET
def page(request: Request, name: str) -> HttpResponse:
    """Show the text of a mail."""
    mail = folder.read(_folder(), name)
    if mail is None:
        raise Http404
    return render(request, "console/folder_mail_one.html", {"mail": mail})


def _folder() -> Path:
    path = folder.folder_of(settings.MAIL_URL)
    if path is None:
        raise Http404
    return path
