"""The outbox: what is to be sent, written in the act's own transaction and sent after it by the worker.

At least once, always under the same key: a parcel is claimed under a lease, sent, then recorded as sent. Whoever
dies between the last two sends it again under the same key, so that the receiver can drop the second.
Putting the same key twice puts one parcel.
"""

from upheld.common.outbox.lease import bring_forward, claim_due, give_up, next_due, release
from upheld.common.outbox.outcome import (
    KEPT,
    fail_waiting,
    forget,
    forget_recipients,
    record_failure,
    record_sent,
    retry,
    withdraw,
)
from upheld.common.outbox.put import (
    Mail,
    Webhook,
    endpoint_of,
    endpoint_recipient,
    put_mail,
    put_mails,
    put_webhook,
    put_webhooks,
)
from upheld.common.outbox.queries import ParcelView, counts, listing

__all__ = [
    "KEPT",
    "Mail",
    "ParcelView",
    "Webhook",
    "bring_forward",
    "claim_due",
    "counts",
    "endpoint_of",
    "endpoint_recipient",
    "fail_waiting",
    "forget",
    "forget_recipients",
    "give_up",
    "listing",
    "next_due",
    "put_mail",
    "put_mails",
    "put_webhook",
    "put_webhooks",
    "record_failure",
    "record_sent",
    "release",
    "retry",
    "withdraw",
]
