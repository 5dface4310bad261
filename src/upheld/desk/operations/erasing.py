"""Removes what an erased person wrote from the desk's rows. Ids stay, because acts and figures refer to them."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.desk.events import ExclusionAccepted, ExclusionRejected, ResolutionRejected, WorkaroundRejected
from upheld.desk.models import (
    Attachment,
    Blob,
    BlobChunk,
    Cancellation,
    Delivery,
    Dispute,
    Draft,
    ExclusionClaim,
    Mention,
    Message,
    Ticket,
    Wait,
    Watcher,
)
from upheld.ledger.operations import OwnEntry

ERASED = "[erased · 已删除]"
"""Replaces an erased text."""
REJECTED_DELIVERIES = (WorkaroundRejected.kind, ResolutionRejected.kind)
DECIDED_CLAIMS = (ExclusionAccepted.kind, ExclusionRejected.kind)


def forget_texts(person: int) -> None:
    """Replace the texts and files whose rows name their author, and delete what only served the person."""
    Ticket.objects.filter(requester=person).update(subject=ERASED, evidence={})
    Message.objects.filter(author=person).update(body=ERASED)
    Wait.objects.filter(message__author=person).update(items=[ERASED])
    Dispute.objects.filter(opened_by=person).update(reason=ERASED)
    Dispute.objects.filter(ruled_by=person).update(ruling=ERASED)
    ExclusionClaim.objects.filter(claimed_by=person).update(evidence=ERASED, fields={})
    Cancellation.objects.filter(proposed_by=person).update(note=ERASED)
    for model in (Draft, Watcher, Mention):
        model._default_manager.filter(user=person).delete()
    files = Attachment.objects.filter(uploaded_by=person)
    BlobChunk.objects.filter(blob__in=files.values("blob")).delete()
    Blob.objects.filter(pk__in=files.values("blob")).update(size=0)
    files.update(name=ERASED)


def forget_decisions(acts: Iterable[OwnEntry]) -> None:
    """Replace reasons whose rows do not name their author: the person's entries in the ledger name the row."""
    for act in acts:
        if act.type in REJECTED_DELIVERIES:
            Delivery.objects.filter(pk=act.data["delivery_id"]).exclude(reason="").update(reason=ERASED)
        if act.type in DECIDED_CLAIMS:  # The row keeps the reason of the last decision only.
            decided = ExclusionClaim.objects.filter(pk=act.data["claim_id"], decided_at=act.at)
            decided.exclude(reason="").update(reason=ERASED)
