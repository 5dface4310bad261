"""Reads the parts of a ticket from its ledger entries and its assessment. Pure: no database.

An opening entry (a request, a delivery, a dispute, a claim, a proposal) carries the id of the row. What became of waits
and deliveries is for the assessment to say; what became of the others follows from the entries that end them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from upheld.clocks.parts.rows import ClaimRow, DeliveryRow, DisputeRow, PartRow, ProposalRow, WaitRow, canonical
from upheld.desk.erasing import ERASED
from upheld.desk.models import Cancellation, Delivery, Dispute, ExclusionClaim
from upheld.ledger.queries import EntryView
from upheld.sla import Assessment
from upheld.sla.instant import read_instant

REQUESTED, REPLIED = "information.requested", "vendor.replied"
CANCELLED, MERGED = "ticket.cancelled", "ticket.merged"
BY_SILENCE = "delivery.accepted_by_silence"
PROVIDED, REJECTED = ("workaround.provided", "resolution.provided"), ("workaround.rejected", "resolution.rejected")
DISPUTED, DISPUTE_ENDS = "severity.disputed", ("dispute.withdrawn", "severity.ruled")
CLAIMED, CLAIM_DECIDED = "exclusion.claimed", ("exclusion.accepted", "exclusion.rejected")
PROPOSED, REFUSED = "cancellation.proposed", "cancellation.refused"
WITH_TEXTS = frozenset({REQUESTED, *REJECTED, DISPUTED, *DISPUTE_ENDS, CLAIMED, *CLAIM_DECIDED, PROPOSED})
"""The types of entries whose private texts the parts show."""
TYPES = WITH_TEXTS | {REPLIED, BY_SILENCE, *PROVIDED, REFUSED, CANCELLED, MERGED}
"""The types of entries that the parts follow from."""


@dataclass(frozen=True, slots=True)
class PartSource:
    """What the parts of a ticket follow from. ``entries`` are those of ``TYPES``, in order."""

    organisation_id: int
    ticket_id: int
    entries: Sequence[EntryView]
    assessment: Assessment

    def of(self, *types: str) -> Iterator[EntryView]:
        """The entries of some types, in order."""
        return (entry for entry in self.entries if entry.type in types)

    def key(self, entry: EntryView, name: str) -> dict[str, int]:
        """The first columns of the row that an entry opens."""
        return {
            "id": int(entry.document["data"][name]),
            "organisation_id": self.organisation_id,
            "ticket_id": self.ticket_id,
        }

    def message_of(self, entry: EntryView) -> int | None:
        """The id of the message that was sent with an act: both entries have the same instant."""
        replies = (reply for reply in self.of(REPLIED) if reply.recorded_at == entry.recorded_at)
        return next((int(reply.document["data"]["message_id"]) for reply in replies), None)


def parts(source: PartSource) -> list[PartRow]:
    """Returns the rows of all parts, in the order of their kinds and openings."""
    return [
        *_waits(source),
        *_deliveries(source),
        *_disputes(source),
        *_claims(source),
        *_proposals(source),
    ]


def announced(source: PartSource) -> frozenset[int]:
    """The deliveries of which an entry says that they were accepted automatically."""
    return frozenset(int(entry.document["data"]["delivery_id"]) for entry in source.of(BY_SILENCE))


def _waits(source: PartSource) -> Iterator[WaitRow]:
    states = {state.requested_at: state for state in source.assessment.waits}
    for entry in source.of(REQUESTED):
        state = states.get(entry.recorded_at)
        yield WaitRow(
            **source.key(entry, "wait_id"),
            message_id=source.message_of(entry),
            items=_items(entry),
            requested_at=entry.recorded_at,
            ended_at=state.ended_at if state else None,
            voided_at=state.voided_at if state else None,
        )


def _items(entry: EntryView) -> tuple[str, ...]:
    """The requested items, which the entry joins by line breaks."""
    return tuple(_text(entry, "items").split("\n", _number(entry, "count") - 1))


def _deliveries(source: PartSource) -> Iterator[DeliveryRow]:
    states = {(state.kind, state.id): state for state in source.assessment.deliveries}
    reasons = {_number(entry, "delivery_id"): _text(entry, "reason") for entry in source.of(*REJECTED)}
    for entry in source.of(*PROVIDED):
        kind, number = entry.type.partition(".")[0], _number(entry, "delivery_id")
        state = states.get((kind, str(number)))
        yield DeliveryRow(
            **source.key(entry, "delivery_id"),
            message_id=source.message_of(entry),
            kind=kind,
            state=state.state if state else Delivery.State.UNDECIDED.value,
            provided_at=entry.recorded_at,
            decided_at=state.decided_at if state else None,
            decided_by_silence=bool(state and state.by_silence),
            reason=reasons.get(number, ""),
        )


def _disputes(source: PartSource) -> Iterator[DisputeRow]:
    ends = {_number(entry, "dispute_id"): entry for entry in source.of(*DISPUTE_ENDS)}
    for entry in source.of(DISPUTED):
        dispute = _open_dispute(source, entry)
        end = ends.get(dispute.id)
        yield _ended_dispute(dispute, end) if end else dispute


def _open_dispute(source: PartSource, entry: EntryView) -> DisputeRow:
    data = entry.document["data"]
    return DisputeRow(
        **source.key(entry, "dispute_id"),
        state=Dispute.State.OPEN.value,
        severity=data["severity"],
        vendor_severity=dict(source.assessment.disputed).get(entry.recorded_at, ""),
        reason=_text(entry, "reason"),
        opened_by_id=_person(entry),
        opened_at=entry.recorded_at,
        due_at=_instant(data.get("due_at")),
        ruled_severity="",
        ruling="",
        ruled_by_id=None,
        ended_at=None,
    )


def _ended_dispute(dispute: DisputeRow, end: EntryView) -> DisputeRow:
    if end.type == "dispute.withdrawn":
        return replace(dispute, state=Dispute.State.WITHDRAWN.value, ended_at=end.recorded_at)
    return replace(
        dispute,
        state=Dispute.State.RULED.value,
        ended_at=end.recorded_at,
        ruled_severity=end.document["data"]["severity"],
        ruling=_text(end, "reason"),
        ruled_by_id=_person(end),
    )


def _claims(source: PartSource) -> Iterator[ClaimRow]:
    decisions = list(source.of(*CLAIM_DECIDED))
    for entry in source.of(CLAIMED):
        claim = _undecided_claim(source, entry)
        for decision in decisions:
            if _number(decision, "claim_id") == claim.id:
                claim = _decided_claim(claim, decision)
        yield claim


def _undecided_claim(source: PartSource, entry: EntryView) -> ClaimRow:
    data = entry.document["data"]
    return ClaimRow(
        **source.key(entry, "claim_id"),
        clause=data["clause"],
        scope=data["scope"],
        from_at=_instant(data.get("from_at")),
        to_at=_instant(data.get("to_at")),
        evidence=_text(entry, "evidence"),
        fields=canonical(json.loads(entry.texts.get("fields", "{}"))),
        claimed_by_id=_person(entry),
        claimed_at=entry.recorded_at,
        state=ExclusionClaim.State.CLAIMED.value,
        customer_decision="",
        arbiter_decision="",
        reason="",
        decided_at=None,
    )


def _decided_claim(claim: ClaimRow, entry: EntryView) -> ClaimRow:
    """A claim after a decision. The customer and an arbiter decide once each, the arbiter last."""
    decision = entry.type.partition(".")[2]
    decided: dict[str, Any] = {f"{entry.document['data']['by']}_decision": decision}
    reason = _text(entry, "reason")
    return replace(claim, **decided, state=decision, reason=reason, decided_at=entry.recorded_at)


def _proposals(source: PartSource) -> Iterator[ProposalRow]:
    refused = {_number(entry, "proposal_id"): entry for entry in source.of(REFUSED)}
    end, into = next(source.of(CANCELLED), None), next((_number(entry, "into_id") for entry in source.of(MERGED)), None)
    for entry in source.of(PROPOSED):
        proposal = _open_proposal(source, entry)
        if proposal.id in refused:
            yield _decided_proposal(proposal, refused[proposal.id], Cancellation.State.REFUSED)
        elif end is None:
            yield proposal
        elif (end.document["data"]["reason"], into) == (proposal.reason, proposal.into_id):
            yield _decided_proposal(proposal, end, Cancellation.State.AGREED)
        else:
            yield replace(proposal, state=Cancellation.State.LAPSED.value, decided_at=end.recorded_at)


def _open_proposal(source: PartSource, entry: EntryView) -> ProposalRow:
    data = entry.document["data"]
    return ProposalRow(
        **source.key(entry, "proposal_id"),
        reason=data["reason"],
        into_id=data.get("into_id"),
        note=_text(entry, "note"),
        state=Cancellation.State.PROPOSED.value,
        proposed_by_id=_person(entry),
        proposed_at=entry.recorded_at,
        decided_by_id=None,
        decided_at=None,
    )


def _decided_proposal(proposal: ProposalRow, entry: EntryView, state: Cancellation.State) -> ProposalRow:
    return replace(proposal, state=state.value, decided_by_id=_person(entry), decided_at=entry.recorded_at)


def _text(entry: EntryView, field: str) -> str:
    """A private text of an entry. The leaf still knows of one that was erased."""
    return entry.texts.get(field, ERASED if field in entry.document.get("commit", ()) else "")


def _number(entry: EntryView, name: str) -> int:
    return int(entry.document["data"][name])


def _person(entry: EntryView) -> int | None:
    """The user who acted, or ``None`` for the system."""
    actor = entry.document["actor"]
    return None if actor["kind"] == "system" else int(actor["id"])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else read_instant(text)
