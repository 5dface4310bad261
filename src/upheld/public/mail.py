"""One-click unsubscribing from the mail about a ticket (RFC 8058)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from upheld.accounts.audience import public
from upheld.accounts.request import Request
from upheld.escalation.stopping import read_token, stop_mail
from upheld.i18n.words import say


@public
@csrf_exempt
@require_http_methods(["GET", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    """Ask for confirmation on GET, because mail scanners follow links. Unsubscribe on POST."""
    following = read_token(token)
    if following is None:
        return render(
            request, "public/link_over.html", {"text": say("public.mail_stop_over"), "alone": True}, status=410
        )
    if request.method == "POST":
        stop_mail(following, now=request.now)
        return render(request, "public/mail_stopped.html", {"number": following.ticket_id})
    return render(request, "public/mail_stop.html", {"number": following.ticket_id})
