"""Replies with files, and the saved draft."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk import acts as desk
from upheld.desk.errors import CannotReply
from upheld.operations.bus import operation
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.portal.forms import ReplyForm
from upheld.portal.query_params import number_of
from upheld.portal.ticket.page import show
from upheld.portal.uploads import uploads


@customer()
@require_POST
def reply(request: Request, ticket_id: int) -> HttpResponse:
    """Send a reply. If someone wrote in the meantime, the page says so once, and sending again sends it."""
    form = ReplyForm(request.POST, key="reply")
    if not form.is_valid():
        return show(request, ticket_id, form, status=422)
    try:
        _send(request, ticket_id, form.cleaned_data["body"], form.cleaned_data["revision"])
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        form.refuse(refused)
        if isinstance(refused, CannotReply) and refused.code == "someone_replied":
            form.interrupted = True
            return show(request, ticket_id, form, status=409)
        return show(request, ticket_id, form, status=422)
    return redirect(reverse("portal:ticket", args=[ticket_id]) + "#last")


@operation
def _send(request: Request, ticket_id: int, body: str, revision: int | None) -> None:
    """Attach the files and send the message in one transaction."""
    attached = [
        desk.attach(
            ticket_id=ticket_id,
            name=file.name,
            content_type=file.content_type,
            chunks=file.chunks,
            size=file.size,
            by=request.person,
            now=request.now,
        )
        for file in uploads(request)
    ]
    desk.reply(
        ticket_id=ticket_id,
        body=body,
        attachments=attached,
        seen_revision=revision,
        by=request.person,
        now=request.now,
    )


@customer()
@require_POST
def draft(request: Request, ticket_id: int) -> HttpResponse:
    """Save the draft."""
    sent = request.POST
    try:
        desk.save_draft(
            ticket_id=ticket_id,
            kind="public",
            body=sent.get("body", ""),
            revision=number_of(sent.get("revision")) or 0,
            by=request.person,
            now=request.now,
        )
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        return HttpResponse(refused.text(), status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)
