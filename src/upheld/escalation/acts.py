"""The acts on a ticket that participants are notified about, and the text that each one carries.

Nobody is notified about an event that is not in the table. The events of one operation make one mail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from upheld.clocks.events import AcceptedBySilence
from upheld.desk import events as desk
from upheld.i18n.words import say
from upheld.ledger.events import OnTicket
from upheld.operations.bus import Event

TEXT_LIMIT = 20_000
Detail = Callable[[OnTicket], str]


def _no_text(_event: OnTicket) -> str:
    return ""


def _field(name: str) -> Detail:
    return lambda event: str(getattr(event, name))


def _items(event: OnTicket) -> str:
    return "\n".join(f"– {item}" for item in getattr(event, "items", ()))


def _evidence(event: OnTicket) -> str:
    """Return the evidence of a claim: the fields that its clause names, then the text."""
    fields = json.loads(getattr(event, "fields", None) or "{}")
    return "\n".join([*(f"– {name}: {value}" for name, value in fields.items()), _field("evidence")(event)])


PUBLIC: Mapping[type[Event], Detail] = {
    # event: the text that goes with it
    desk.TicketFiled: _field("body"),
    desk.VendorReplied: _field("body"),
    desk.CustomerReplied: _field("body"),
    desk.InformationRequested: _items,
    desk.WaitVoided: _field("reason"),
    desk.SeverityChanged: _field("reason"),
    desk.SeverityDisputed: _field("reason"),
    desk.DisputeWithdrawn: _no_text,
    desk.SeverityRuled: _field("reason"),
    desk.ArbiterAgreed: _no_text,
    desk.FloorLifted: _field("reason"),
    desk.WorkaroundProvided: _no_text,
    desk.WorkaroundAccepted: _no_text,
    desk.WorkaroundRejected: _field("reason"),
    desk.ResolutionProvided: _no_text,
    desk.ResolutionAccepted: _no_text,
    desk.ResolutionRejected: _field("reason"),
    AcceptedBySilence: _no_text,
    desk.Reopened: _field("reason"),
    desk.ExclusionClaimed: _evidence,
    desk.ExclusionAccepted: _field("reason"),
    desk.ExclusionRejected: _field("reason"),
    desk.CancellationProposed: _field("note"),
    desk.CancellationRefused: _no_text,
    desk.TicketCancelled: _no_text,
    desk.TicketMerged: _no_text,
}
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
        texts = (PUBLIC[type(event)](event).strip() for event in self.events)
        return [text if len(text) <= TEXT_LIMIT else text[:TEXT_LIMIT] + " …" for text in texts if text]


def act_groups(events: Sequence[Event]) -> list[ActGroup]:
    """Group events by ticket. Internal notes are kept apart from what both sides read."""
    groups: dict[tuple[int, bool], list[OnTicket]] = {}
    for event in events:
        if isinstance(event, OnTicket) and type(event) in PUBLIC:
            groups.setdefault((event.ticket_id, _internal(event)), []).append(event)
    return [ActGroup(tuple(group)) for group in groups.values()]


def _internal(event: OnTicket) -> bool:
    return isinstance(event, desk.VendorReplied) and event.internal


def _line(event: OnTicket, who: str, lang: str) -> str:
    code = "note.added" if _internal(event) else event.kind
    return say("act", code, lang=lang, who=who, severity=getattr(event, "severity", ""))
