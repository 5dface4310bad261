"""What participants are told about acts on a ticket. The events of one operation make one mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.desk import events as desk
from upheld.i18n.words import say
from upheld.ledger.events import OnTicket
from upheld.operations.bus import Event

TEXT_LIMIT = 20_000
REPLIES = (desk.VendorReplied, desk.CustomerReplied)
"""Events without a line of their own if the operation did more than reply. Their text is still included."""


@dataclass(frozen=True, slots=True)
class ActGroup:
    """The events of one operation on one ticket."""

    events: tuple[OnTicket, ...]

    @property
    def first(self) -> OnTicket:
        return self.events[0]

    @property
    def internal(self) -> bool:
        """Whether all of it is internal to the vendor."""
        return all(_internal(event) for event in self.events)

    @property
    def message_ids(self) -> list[int]:
        """The ids of the messages that were written."""
        return [event.message_id for event in self.events if hasattr(event, "message_id")]

    def lines(self, *, who: str, lang: str) -> list[str]:
        """Return a sentence for each event."""
        events = [event for event in self.events if not isinstance(event, REPLIES)] or list(self.events[:1])
        return [_line(event, who, lang) for event in events]

    def texts(self) -> list[str]:
        """Return the texts that were written, truncated to TEXT_LIMIT characters."""
        texts = (event.notice_text().strip() for event in self.events)
        return [text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + " …" for text in texts if text]


def act_groups(events: Sequence[Event]) -> list[ActGroup]:
    """Group events by ticket. Internal notes are kept apart from what both sides read."""
    groups: dict[tuple[int, bool], list[OnTicket]] = {}
    for event in events:
        if isinstance(event, OnTicket) and event.notice is not None:
            groups.setdefault((event.ticket_id, _internal(event)), []).append(event)
    return [ActGroup(tuple(group)) for group in groups.values()]


def _internal(event: OnTicket) -> bool:
    return isinstance(event, desk.VendorReplied) and event.internal


def _line(event: OnTicket, who: str, lang: str) -> str:
    code = "note.added" if _internal(event) else event.kind
    return say("act", code, lang=lang, who=who, severity=getattr(event, "severity", ""))
