"""What the composer's tabs do: reply, note, request for information, workaround and resolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.composer import Composer, ComposerForm, composer_for
from upheld.console.ticket.page import found, show
from upheld.desk import operations as desk
from upheld.desk.errors import CannotReply
from upheld.operations.bus import operation
from upheld.operations.errors import NotAllowed, NotFound, Refused

Send = Callable[[StaffRequest, int, dict[str, Any], list[int]], object]


def compose(tab: str, send: Send) -> Callable[..., HttpResponseBase]:
    """The resource of a tab: takes the text and the files in one transaction."""

    @operation
    def sent(request: StaffRequest, ticket_id: int, given: dict[str, Any]) -> None:
        send(request, ticket_id, given, _attached(request, ticket_id))

    @require_POST
    @staff()
    def act(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
        form = ComposerForm(request.POST)
        if form.is_valid():
            try:
                sent(request, ticket_id, form.cleaned_data)
            except Refused as refused:
                return _refused(request, ticket_id, form, tab, refused)
            return HttpResponseRedirect(reverse("console:ticket", args=[ticket_id]) + "#last")
        return _again(request, ticket_id, form, tab)

    return act


def _attached(request: StaffRequest, ticket_id: int) -> list[int]:
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


def _refused(request: StaffRequest, ticket_id: int, form: ComposerForm, tab: str, refused: Refused) -> HttpResponseBase:
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    interrupted = isinstance(refused, CannotReply) and refused.code == "someone_replied"
    if interrupted:
        form.data = {**form.data.dict(), "revision": str(refused.params["revision"])}  # type: ignore[attr-defined]
    else:
        form.refuse(refused)
    return _again(request, ticket_id, form, tab, interrupted)


def _again(
    request: StaffRequest, ticket_id: int, form: ComposerForm, tab: str, interrupted: bool = False
) -> HttpResponseBase:
    """The page once more, with what was written kept."""
    offered = composer_for(found(request, ticket_id)).tabs
    return show(request, ticket_id, Composer(form, tab, offered, interrupted), status=409 if interrupted else 422)


def _provided(provide: Callable[..., int]) -> Send:
    return lambda request, ticket_id, given, files: provide(
        ticket_id=ticket_id,
        body=given["body"],
        attachments=files,
        seen_revision=given["revision"],
        by=request.actor,
        now=request.now,
    )


reply = compose(
    "reply",
    lambda request, ticket_id, given, files: desk.reply(
        ticket_id=ticket_id,
        body=given["body"],
        channel=given["channel"] or "reply",
        attachments=files,
        seen_revision=given["revision"],
        by=request.actor,
        now=request.now,
    ),
)
note = compose(
    "note",
    lambda request, ticket_id, given, files: desk.add_note(
        ticket_id=ticket_id, body=given["body"], attachments=files, by=request.actor, now=request.now
    ),
)
information = compose(
    "information",
    lambda request, ticket_id, given, files: desk.request_information(
        ticket_id=ticket_id,
        body=given["body"],
        items=given["items"].splitlines(),
        attachments=files,
        seen_revision=given["revision"],
        by=request.actor,
        now=request.now,
    ),
)
workaround = compose("workaround", _provided(desk.provide_workaround))
resolution = compose("resolution", _provided(desk.provide_resolution))
