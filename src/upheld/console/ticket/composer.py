"""The composer: one text that goes out as a reply, a note, a request, a workaround or a resolution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from upheld.common.bus import operation
from upheld.common.errors import NotAllowed, NotFound, Refused
from upheld.common.words import say, short
from upheld.console.asked import Asked, staff
from upheld.console.forms import ConsoleForm, long_text, text
from upheld.desk import operations as desk
from upheld.desk.errors import CannotReply
from upheld.desk.queries import TicketView

TABS: Mapping[str, str] = {
    "reply": "reply",
    "note": "note",
    "information": "request_information",
    "workaround": "provide",
    "resolution": "provide",
}
"""Each tab with the act that it needs."""
CHANNELS = ("reply", "call", "chat")


class ComposerForm(ConsoleForm):
    """What the composer sends; each tab reads what it needs of it."""

    prefix_id = "composer"
    body = long_text("console.body", required=False, rows=8)
    items = long_text("console.items", required=False, rows=3)
    channel = text("console.channel", required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it is shown: its own words, and those of the button that sends."""

    name: str
    text: str
    send: str
    here: bool

    @property
    def kind(self) -> str:
        """Who reads what is written here."""
        return "internal" if self.name == "note" else "public"


@lru_cache(maxsize=256)
def _shown(lang: str, offered: tuple[str, ...], chosen: str) -> tuple[Tab, ...]:
    tabs = [(one, say("console.tab", one, lang=lang), say("console.send", one, lang=lang)) for one in offered]
    return tuple(Tab(name, text, send, name == chosen) for name, text, send in tabs)


@dataclass(frozen=True, slots=True)
class Composer:
    """The composer as it stands: its form, the tab in front, and whether someone replied meanwhile."""

    form: ComposerForm
    tab: str
    tabs: tuple[str, ...]
    interrupted: bool = False
    channels: tuple[str, ...] = CHANNELS

    @property
    def shown(self) -> tuple[Tab, ...]:
        """The tabs in the reader's language."""
        return _shown(short(), self.tabs, self.tab)


def composer_for(view: TicketView, tab: str = "") -> Composer:
    """With the newest draft in it, if there is one."""
    draft = max(view.drafts, key=lambda one: one.saved_at, default=None)
    offered = tuple(name for name, act in TABS.items() if act in view.may)
    chosen = tab if tab in offered else "note" if draft and draft.kind == "internal" else "reply"
    body = draft.body if draft else ""
    revision = draft.revision if draft and draft.revision else view.revision
    form = ComposerForm(initial={"body": body, "revision": revision, "channel": "reply"})
    interrupted = revision < view.revision and bool(body)
    return Composer(form, chosen, offered, interrupted)


Send = Callable[[Asked, int, dict[str, Any], list[int]], object]


def compose(tab: str, send: Send) -> Callable[..., HttpResponseBase]:
    """The resource of a tab: takes the text and the files in one transaction."""

    @operation
    def sent(request: Asked, ticket_id: int, given: dict[str, Any]) -> None:
        send(request, ticket_id, given, _attached(request, ticket_id))

    @require_POST
    @staff()
    def act(request: Asked, ticket_id: int) -> HttpResponseBase:
        form = ComposerForm(request.POST)
        if form.is_valid():
            try:
                sent(request, ticket_id, form.cleaned_data)
            except Refused as refused:
                return _refused(request, ticket_id, form, tab, refused)
            return HttpResponseRedirect(reverse("console:ticket", args=[ticket_id]) + "#last")
        return _again(request, ticket_id, form, tab)

    return act


def _attached(request: Asked, ticket_id: int) -> list[int]:
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


def _refused(request: Asked, ticket_id: int, form: ComposerForm, tab: str, refused: Refused) -> HttpResponseBase:
    if isinstance(refused, NotAllowed | NotFound):
        raise refused
    interrupted = isinstance(refused, CannotReply) and refused.code == "someone_replied"
    if interrupted:
        form.data = {**form.data.dict(), "revision": str(refused.params["revision"])}  # type: ignore[attr-defined]
    else:
        form.refuse(refused)
    return _again(request, ticket_id, form, tab, interrupted)


def _again(request: Asked, ticket_id: int, form: ComposerForm, tab: str, interrupted: bool = False) -> HttpResponseBase:
    """The page once more, with what was written kept."""
    from upheld.console.ticket.page import found, show

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
