"""The composer: a text sent as a reply, note, request for information, workaround or resolution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django import forms

from upheld.console.forms import ConsoleForm, long_text, text
from upheld.desk.queries import TicketView
from upheld.i18n.words import say, short

TABS: Mapping[str, str] = {
    "reply": "reply",
    "note": "note",
    "information": "request_information",
    "workaround": "provide",
    "resolution": "provide",
}
"""The permission that each tab needs."""
CHANNELS = ("reply", "call", "chat")


class ComposerForm(ConsoleForm):
    """The fields of all tabs; each tab uses some of them."""

    prefix_id = "composer"
    body = long_text("console.body", required=False, rows=8)
    items = long_text("console.items", required=False, rows=3)
    channel = text("console.channel", required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with its label and the label of its button."""

    name: str
    text: str
    send: str
    here: bool

    @property
    def kind(self) -> str:
        """The audience of the text: ``internal`` or ``public``."""
        return "internal" if self.name == "note" else "public"


@lru_cache(maxsize=256)
def _labelled_tabs(lang: str, names: tuple[str, ...], active: str) -> tuple[Tab, ...]:
    tabs = [(name, say("console.tab", name, lang=lang), say("console.send", name, lang=lang)) for name in names]
    return tuple(Tab(name, text, send, name == active) for name, text, send in tabs)


@dataclass(frozen=True, slots=True)
class Composer:
    """The form, the active tab, and whether somebody replied in the meantime.

    The page says so once. What is sent next is sent whatever has been written since, so that nobody can keep an answer
    from being sent by writing all the time.
    """

    form: ComposerForm
    tab: str
    tabs: tuple[str, ...]
    interrupted: bool = False
    channels: tuple[str, ...] = CHANNELS

    @property
    def labelled_tabs(self) -> tuple[Tab, ...]:
        """The tabs with labels in the reader's language."""
        return _labelled_tabs(short(), self.tabs, self.tab)


def composer_for(view: TicketView, tab: str = "") -> Composer:
    """Returns a composer that contains the newest draft, if there is one."""
    draft = max(view.drafts, key=lambda draft: draft.saved_at, default=None)
    tabs = tuple(name for name, act in TABS.items() if act in view.may)
    usual = "note" if draft and draft.kind == "internal" else "reply"
    active = next((name for name in (tab, usual, *tabs) if name in tabs), "")
    body = draft.body if draft else ""
    revision = draft.revision if draft and draft.revision else view.revision
    form = ComposerForm(initial={"body": body, "revision": revision, "channel": "reply"})
    interrupted = revision < view.revision and bool(body)
    return Composer(form, active, tabs, interrupted)
