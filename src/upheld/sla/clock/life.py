"""The life cycle: which facts are possible in which stage of a ticket, as a table.

A ticket is *new* until it is filed, then *open*; it is *resolved* while a resolution stands accepted, by the customer
or by silence, and *cancelled* for good. Read a row as: "this fact is possible while the ticket is …". Everything else
is refused with a reason, and changes nothing (semantics §§4, 9).
"""

from typing import Final, Literal

Stage = Literal["new", "open", "resolved", "cancelled"]

LIFE_CYCLE: Final[dict[str, tuple[Stage, ...]]] = {
    "ticket_filed": ("new",),
    # severity
    "severity_changed/impact": ("open", "resolved"),
    "severity_changed/correction": ("open", "resolved", "cancelled"),
    "severity_disputed": ("open", "resolved", "cancelled"),
    "dispute_withdrawn": ("open", "resolved", "cancelled"),
    "severity_ruled": ("open", "resolved", "cancelled"),
    # conversation
    "vendor_replied": ("open", "resolved"),
    "customer_replied": ("open", "resolved"),
    "information_requested": ("open",),
    "wait_voided": ("open", "resolved", "cancelled"),
    # delivery
    "workaround_provided": ("open",),
    "workaround_accepted": ("open",),
    "workaround_rejected": ("open",),
    "resolution_provided": ("open",),
    "resolution_accepted": ("open",),
    "resolution_rejected": ("open",),
    "reopened": ("resolved",),
    # exclusions
    "exclusion_claimed": ("open", "resolved", "cancelled"),
    "exclusion_accepted": ("open", "resolved", "cancelled"),
    "exclusion_rejected": ("open", "resolved", "cancelled"),
    # the end
    "ticket_cancelled": ("open", "resolved"),
}

REPLY_KINDS: Final = ("reply", "call", "chat")
BASES: Final = ("impact", "correction")
DECIDERS: Final = ("customer", "arbiter")
CANCEL_REASONS: Final = ("duplicate", "withdrawn", "out_of_scope")
