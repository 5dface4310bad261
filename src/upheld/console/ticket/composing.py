"""The operations of the composer's tabs: reply, note, request for information, workaround, resolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.composer import Composer, ComposerForm, composer_for
from upheld.console.ticket.page import show, ticket_or_404
from upheld.desk import acts as desk
from upheld.desk.errors import CannotReply
from upheld.operations.bus import operation
from upheld.operations.errors import NotAllowed, NotFound, Refused

Send = Callable[[StaffRequest, int, dict[str, Any], list[int]], object]


def compose(tab: str, send: Send) -> Callable[..., HttpResponseBase]:
    """Returns the view of a tab. It stores the text and the files in one transaction."""

    @operation
    def submit(request: StaffRequest, ticket_id: int, form_data: dict[str, Any]) -> None:
        send(request, ticket_id, form_data, _attach_files(request, ticket_id))

    @require_POST
    @staff()
    def act(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
        form = ComposerForm(request.POST)
        if form.is_valid():
            try:
                submit(request, ticket_id, form.cleaned_data)
            except Refused as refused:
                return _handle_refusal(request, ticket_id, form, tab, refused)
            return HttpResponseRedirect(reverse("console:ticket", args=[ticket_id]) + "#last")
        return _redisplay(request, ticket_id, form, tab)

    return act


def _attach_files(request: StaffRequest, ticket_id: int) -> list[int]:
    return [
        desk.attach(
            ticket_id=ticket_id,
            name=file.name or "",
            content_type=file.content_type or "",
            chunks=file.chunks(),
            size=file.size or 0,
            by=request.actor,
            now=request.now,
        )
        for file in request.FILES.getlist("files")
    ]


def _handle_refusal(
    request: StaffRequest, ticket_id: int, form: ComposerForm, tab: str, refused: Refused
) -> HttpResponseBase:
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    interrupted = isinstance(refused, CannotReply) and refused.code == "someone_replied"
    if not interrupted:
        form.refuse(refused)
    return _redisplay(request, ticket_id, form, tab, interrupted)


def _redisplay(
    request: StaffRequest, ticket_id: int, form: ComposerForm, tab: str, interrupted: bool = False
) -> HttpResponseBase:
    """Renders the page again with the submitted text."""
    tabs = composer_for(ticket_or_404(request, ticket_id)).tabs
    return show(request, ticket_id, Composer(form, tab, tabs, interrupted), status=409 if interrupted else 422)


def _deliver(provide: Callable[..., int]) -> Send:
    return lambda request, ticket_id, form_data, files: provide(
        ticket_id=ticket_id,
        body=form_data["body"],
        attachments=files,
        seen_revision=form_data["revision"],
        by=request.actor,
        now=request.now,
    )


reply = compose(
    "reply",
    lambda request, ticket_id, form_data, files: desk.reply(
        ticket_id=ticket_id,
        body=form_data["body"],
        channel=form_data["channel"] or "reply",
        attachments=files,
        seen_revision=form_data["revision"],
        by=request.actor,
        now=request.now,
    ),
)
note = compose(
    "note",
    lambda request, ticket_id, form_data, files: desk.add_note(
        ticket_id=ticket_id, body=form_data["body"], attachments=files, by=request.actor, now=request.now
    ),
)
information = compose(
    "information",
    lambda request, ticket_id, form_data, files: desk.request_information(
        ticket_id=ticket_id,
        body=form_data["body"],
        items=form_data["items"].splitlines(),
        attachments=files,
        seen_revision=form_data["revision"],
        by=request.actor,
        now=request.now,
    ),
)
workaround = compose("workaround", _deliver(desk.provide_workaround))
resolution = compose("resolution", _deliver(desk.provide_resolution))
