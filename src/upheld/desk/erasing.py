"""Removes what an erased person wrote from the desk's rows. Ids stay, because acts and figures refer to them.

Waits, deliveries, disputes, claims and proposals lose their texts when they are written anew from the ledger.
"""

from __future__ import annotations

from upheld.desk.models import Attachment, Blob, BlobChunk, Draft, Mention, Message, Ticket, Watcher

ERASED = "[erased · 已删除]"
"""Replaces an erased text."""


def forget_texts(person: int) -> None:
    """Replace the texts and files whose rows name their author, and delete what only served the person."""
    Ticket.objects.filter(requester=person).update(subject=ERASED, evidence={})
    Message.objects.filter(author=person).update(body=ERASED)
    for model in (Draft, Watcher, Mention):
        model._default_manager.filter(user=person).delete()
    files = Attachment.objects.filter(uploaded_by=person)
    BlobChunk.objects.filter(blob__in=files.values("blob")).delete()
    Blob.objects.filter(pk__in=files.values("blob")).update(size=0)
    files.update(name=ERASED)
