"""Which facts are impossible where they stand (sections 4 and 9 of the page)."""

from collections.abc import Callable
from typing import Any

from sla.oracle.contract import Contract
from sla.oracle.story import Story
from sla.oracle.units import instant

Fact = dict[str, Any]
Rule = Callable[[Contract, Story, Fact], str | None]

_AFTER_THE_END = {
    "severity_disputed",
    "dispute_withdrawn",
    "severity_ruled",
    "wait_voided",
    "exclusion_claimed",
    "exclusion_accepted",
    "exclusion_rejected",
}
_WHILE_ACCEPTED = _AFTER_THE_END | {
    "severity_changed",
    "vendor_replied",
    "customer_replied",
    "reopened",
    "ticket_cancelled",
}


def reason_to_refuse(contract: Contract, story: Story, fact: Fact) -> str | None:
    """Why the fact is refused, None if it stands. The order of time is looked at before."""
    kind = fact["type"]
    if kind not in _RULES:
        return "unknown type"
    if kind == "ticket_filed":
        return _filed(contract, story, fact)
    if story.filed_at is None:
        return "nothing was filed"
    if story.cancelled_at is not None:
        correction = kind == "severity_changed" and fact["basis"] == "correction"
        if kind not in _AFTER_THE_END and not correction:
            return "the ticket is cancelled"
    elif story.accepted_at is not None and kind not in _WHILE_ACCEPTED:
        return "a resolution stands accepted"
    return _RULES[kind](contract, story, fact)


def _anything(contract: Contract, story: Story, fact: Fact) -> str | None:
    return None


def _filed(contract: Contract, story: Story, fact: Fact) -> str | None:
    return "filed twice" if story.filed_at is not None else _severity(contract, story, fact)


def _severity(contract: Contract, story: Story, fact: Fact) -> str | None:
    return None if fact["severity"] in contract.severities else "unknown severity"


def _changed(contract: Contract, story: Story, fact: Fact) -> str | None:
    if fact["basis"] not in ("impact", "correction"):
        return "unknown basis"
    if fact["basis"] == "correction" and fact.get("effective_from"):
        assert story.filed_at is not None
        if not story.filed_at <= instant(fact["effective_from"]) <= fact["at"]:
            return "effective before filing or after the fact"
    return _severity(contract, story, fact)


def _disputed(contract: Contract, story: Story, fact: Fact) -> str | None:
    if story.dispute is not None:
        return "a dispute is open"
    if fact["severity"] == story.vendor.at(fact["at"]):
        return "the vendor says the same"
    return _severity(contract, story, fact)


def _open_dispute(contract: Contract, story: Story, fact: Fact) -> str | None:
    if story.dispute is None:
        return "no dispute is open"
    return _severity(contract, story, fact) if fact["type"] == "severity_ruled" else None


def _replied(contract: Contract, story: Story, fact: Fact) -> str | None:
    return None if fact["kind"] in ("reply", "call", "chat") else "unknown kind"


def _requested(contract: Contract, story: Story, fact: Fact) -> str | None:
    return None if fact["items"] else "nothing is requested"


def _voided(contract: Contract, story: Story, fact: Fact) -> str | None:
    asked = instant(fact["requested_at"])
    return None if any(begin == asked for begin, _, _ in story.requests) else "unknown request"


def _provided(contract: Contract, story: Story, fact: Fact) -> str | None:
    return "repeated id" if _delivery(fact) in story.deliveries else None


def _answered(contract: Contract, story: Story, fact: Fact) -> str | None:
    delivery = story.deliveries.get(_delivery(fact))
    if delivery is None:
        return "unknown delivery"
    return None if delivery.decided_at is None else "decided already"


def _delivery(fact: Fact) -> tuple[str, str]:
    return (fact["type"].split("_")[0], fact["id"])


def _reopened(contract: Contract, story: Story, fact: Fact) -> str | None:
    if story.accepted_at is None:
        return "no resolution stands accepted"
    if contract.reopening is None:
        return "the contract knows no reopening"
    limit = contract.reopening.limit(story.accepted_at)
    return None if limit is None or fact["at"] <= limit else "too late"


def _claimed(contract: Contract, story: Story, fact: Fact) -> str | None:
    if fact["id"] in story.claims:
        return "repeated id"
    if fact["clause"] not in contract.clauses:
        return "unknown clause"
    clause = contract.clauses[fact["clause"]]
    if fact.get("scope") and fact["scope"] != (clause.get("scope") or "interval"):
        return "not the scope of the clause"
    begin = instant(fact["from"]) if fact.get("from") else story.filed_at
    assert begin is not None
    return "ends before it begins" if fact.get("to") and instant(fact["to"]) <= begin else None


def _claim_decided(contract: Contract, story: Story, fact: Fact) -> str | None:
    claim = story.claims.get(fact["id"])
    if claim is None:
        return "unknown claim"
    if fact["by"] in claim.decisions or "arbiter" in claim.decisions:
        return "decided already"
    return None


_RULES: dict[str, Rule] = {
    "ticket_filed": _filed,
    "severity_changed": _changed,
    "severity_disputed": _disputed,
    "dispute_withdrawn": _open_dispute,
    "severity_ruled": _open_dispute,
    "vendor_replied": _replied,
    "information_requested": _requested,
    "customer_replied": _anything,
    "wait_voided": _voided,
    "workaround_provided": _provided,
    "workaround_accepted": _answered,
    "workaround_rejected": _answered,
    "resolution_provided": _provided,
    "resolution_accepted": _answered,
    "resolution_rejected": _answered,
    "reopened": _reopened,
    "exclusion_claimed": _claimed,
    "exclusion_accepted": _claim_decided,
    "exclusion_rejected": _claim_decided,
    "ticket_cancelled": _anything,
}
