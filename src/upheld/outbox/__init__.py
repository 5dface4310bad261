"""The outbox: what is to be sent, written in the act's own transaction and sent after it by the worker.

At least once, always under the same key: a parcel is claimed under a lease, sent, then recorded as sent. Whoever
dies between the last two sends it again under the same key, so that the receiver can drop the second.
Putting the same key twice puts one parcel.
"""
