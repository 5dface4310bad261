"""The composer: one text that goes out as a reply, a note, a request, a workaround or a resolution."""

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
