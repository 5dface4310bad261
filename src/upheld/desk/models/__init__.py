"""Tables of the desk."""

from upheld.desk.models.attachments import Attachment, Blob, BlobChunk
from upheld.desk.models.cases import Cancellation, Dispute, ExclusionClaim
from upheld.desk.models.deliveries import Delivery, Wait
from upheld.desk.models.dimensions import DimensionChange
from upheld.desk.models.messages import Draft, Mention, Message, SavedReply
from upheld.desk.models.tickets import Ticket, TicketLink, Watcher

__all__ = [
    "Attachment",
    "Blob",
    "BlobChunk",
    "Cancellation",
    "Delivery",
    "DimensionChange",
    "Dispute",
    "Draft",
    "ExclusionClaim",
    "Mention",
    "Message",
    "SavedReply",
    "Ticket",
    "TicketLink",
    "Wait",
    "Watcher",
]
