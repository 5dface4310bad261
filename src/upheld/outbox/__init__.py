"""The outbox: mails and webhook calls, written in the transaction that causes them and sent later by the worker.

Delivery is at least once: the worker claims a message (a *parcel*) under a lease, sends it and records it as sent. If
it dies before recording, another worker sends the message again with the same idempotency key, so that the receiver can
drop the duplicate. Enqueueing the same key twice has no effect.
"""
