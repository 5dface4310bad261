"""Permissions on tickets, as one table of acts and roles that can be audited."""

from __future__ import annotations

from collections.abc import Container, Mapping

from upheld.accounts.actor import Actor
from upheld.accounts.roles import CUSTOMER_ROLES, HANDLERS, STAFF_ROLES, Role

CUSTOMER = frozenset(CUSTOMER_ROLES)
STAFF = frozenset(STAFF_ROLES)
CORRESPONDENTS = frozenset(HANDLERS) | {Role.CSM}
ARBITER = frozenset({Role.ARBITER})

ACTS: Mapping[str, frozenset[str]] = {
    "view": CUSTOMER | STAFF,
    "view_internal": STAFF,
    "file": CUSTOMER | CORRESPONDENTS,
    "reply": CUSTOMER | CORRESPONDENTS,
    "attach": CUSTOMER | CORRESPONDENTS,
    "note": STAFF,
    "request_information": frozenset(HANDLERS),
    "void_wait": ARBITER,
    "provide": frozenset(HANDLERS),
    "decide_delivery": CUSTOMER,
    "change_severity": frozenset(HANDLERS),
    "measure": CORRESPONDENTS,
    "lift_floor": frozenset(HANDLERS),
    "raise_impact": CUSTOMER,
    "dispute": CUSTOMER,
    "rule": ARBITER,
    "agree_arbiter": CUSTOMER,
    "claim_exclusion": frozenset(HANDLERS),
    "decide_exclusion": CUSTOMER | ARBITER,
    "reopen": CUSTOMER,
    "withdraw": CUSTOMER,
    "propose_cancellation": frozenset(HANDLERS),
    "decide_cancellation": CUSTOMER | ARBITER,
    "assign": CORRESPONDENTS,
    "describe": CUSTOMER | CORRESPONDENTS,
    "watch": CUSTOMER | STAFF,
    "link": CORRESPONDENTS,
}
PERSONAL = frozenset(
    {"request_information", "provide", "lift_floor", "void_wait", "rule", "decide_exclusion", "decide_cancellation"}
)
"""Acts of the vendor that stop or pause a clock, or decide a case; refused for machine tokens."""

NEEDS_FACT: Mapping[str, tuple[str, ...]] = {
    "reply": ("vendor_replied", "customer_replied"),
    "note": ("vendor_replied",),
    "request_information": ("information_requested",),
    "void_wait": ("wait_voided",),
    "provide": ("workaround_provided", "resolution_provided"),
    "decide_delivery": ("workaround_accepted", "resolution_accepted"),
    "change_severity": ("severity_changed/impact", "severity_changed/correction"),
    "raise_impact": ("severity_changed/impact",),
    "dispute": ("severity_disputed", "dispute_withdrawn"),
    "rule": ("severity_ruled",),
    "claim_exclusion": ("exclusion_claimed",),
    "decide_exclusion": ("exclusion_accepted",),
    "reopen": ("reopened",),
    "withdraw": ("ticket_cancelled",),
    "propose_cancellation": ("ticket_cancelled",),
    "decide_cancellation": ("ticket_cancelled",),
}
"""The facts that an act can record. It is possible while one of them is; other acts are always possible."""


def possible_acts(possible_facts: Container[str]) -> frozenset[str]:
    """Returns the acts that are possible while these facts are (see `sla.possible`)."""
    return frozenset(
        act for act in ACTS if act not in NEEDS_FACT or any(fact in possible_facts for fact in NEEDS_FACT[act])
    )


def may(actor: Actor, act: str, organisation_id: int) -> bool:
    """Tells whether an actor may do an act on a ticket of this organisation. Unknown acts are refused."""
    if actor.is_system:
        return True
    if actor.is_machine and actor.is_staff and act in PERSONAL:
        return False
    return bool(ACTS.get(act, frozenset()) & actor.roles_in(organisation_id))


def acts_of(actor: Actor, organisation_id: int) -> frozenset[str]:
    """Returns all acts that an actor may do on a ticket of this organisation."""
    return frozenset(act for act in ACTS if may(actor, act, organisation_id))
