"""What a legal fact does to the story."""

from collections.abc import Callable
from typing import Any

from sla.oracle.contract import Contract
from sla.oracle.story import Claim, Cycle, Delivery, Story
from sla.oracle.timeline import Dispute
from sla.oracle.units import instant

Fact = dict[str, Any]


def accept(contract: Contract, story: Story, delivery: Delivery, at: int) -> None:
    """The customer (or silence) accepts a delivery."""
    delivery.decided_at = at
    cycle = story.cycle
    if cycle.restored_by is None:
        cycle.restored_by = delivery
        if contract.option("update", "until", "resolution") == "restoration":
            _end_updates(story, at)
    if delivery.kind == "resolution":
        cycle.resolved_by, story.accepted_at = delivery, at
        for other in story.undecided():
            other.decided_at = at
        story.end_wait(at)
        _end_updates(story, at)


def _end_updates(story: Story, at: int) -> None:
    story.updates.append(("end", at))
    story.updates_over = True


def _file(contract: Contract, story: Story, fact: Fact) -> None:
    story.filed_at = fact["at"]
    story.vendor.put(fact["at"], fact["severity"])
    story.cycles.append(Cycle(fact["at"]))


def _change(contract: Contract, story: Story, fact: Fact) -> None:
    begin = fact["at"]
    if fact["basis"] == "correction":
        begin = instant(fact["effective_from"]) if fact.get("effective_from") else story.filed_at
    story.vendor.put(begin, fact["severity"])


def _dispute(contract: Contract, story: Story, fact: Fact) -> None:
    story.dispute = Dispute(fact["at"], fact["severity"], story.vendor.marks[-1][0])


def _withdraw(contract: Contract, story: Story, fact: Fact) -> None:
    story.dispute = None


def _rule(contract: Contract, story: Story, fact: Fact) -> None:
    assert story.dispute is not None
    story.vendor.put(story.dispute.disputed_since, fact["severity"])
    story.dispute = None


def _vendor_reply(contract: Contract, story: Story, fact: Fact) -> None:
    if fact.get("automatic") or fact.get("internal"):
        return
    if story.responded_at is None and fact["kind"] in contract.response_counts:
        story.responded_at = fact["at"]
        if not story.updates_over:
            story.updates.append(("begin", fact["at"]))
    else:
        story.updates.append(("reply", fact["at"]))


def _request(contract: Contract, story: Story, fact: Fact) -> None:
    story.requests.append((fact["at"], None, False))


def _customer_reply(contract: Contract, story: Story, fact: Fact) -> None:
    story.end_wait(fact["at"])


def _void(contract: Contract, story: Story, fact: Fact) -> None:
    asked = instant(fact["requested_at"])
    story.requests = [(a, b, voided or a == asked) for a, b, voided in story.requests]


def _provide(contract: Contract, story: Story, fact: Fact) -> None:
    kind = fact["type"].split("_")[0]
    limit = contract.acceptance.limit(fact["at"]) if contract.acceptance else None
    delivery = Delivery(kind, fact["id"], fact["at"], limit)
    story.deliveries[kind, fact["id"]] = delivery
    story.cycle.deliveries.append(delivery)


def _accept(contract: Contract, story: Story, fact: Fact) -> None:
    accept(contract, story, story.deliveries[fact["type"].split("_")[0], fact["id"]], fact["at"])


def _reject(contract: Contract, story: Story, fact: Fact) -> None:
    story.deliveries[fact["type"].split("_")[0], fact["id"]].decided_at = fact["at"]


def _reopen(contract: Contract, story: Story, fact: Fact) -> None:
    if contract.continues:
        _take_back(story, fact["at"])
    else:
        story.cycles.append(Cycle(fact["at"]))
    story.accepted_at = None
    until_restoration = contract.option("update", "until", "resolution") == "restoration"
    if until_restoration and story.cycle.restored_by is not None:
        return
    story.updates_over = False
    story.updates.append(("wait" if story.responded_at is None else "begin", fact["at"]))


def _take_back(story: Story, at: int) -> None:
    cycle, gap = story.cycle, (story.accepted_at or 0, at)
    cycle.resolution_gaps.append(gap)
    if cycle.restored_by is cycle.resolved_by:
        cycle.restored_by = None
        cycle.restoration_gaps.append(gap)
    cycle.resolved_by = None


def _claim(contract: Contract, story: Story, fact: Fact) -> None:
    begin = instant(fact["from"]) if fact.get("from") else story.filed_at
    assert begin is not None
    end = instant(fact["to"]) if fact.get("to") else None
    scope = contract.clauses[fact["clause"]].get("scope") or "interval"
    story.claims[fact["id"]] = Claim(fact["clause"], scope, (begin, end))


def _accept_claim(contract: Contract, story: Story, fact: Fact) -> None:
    story.claims[fact["id"]].decisions[fact["by"]] = True


def _reject_claim(contract: Contract, story: Story, fact: Fact) -> None:
    story.claims[fact["id"]].decisions[fact["by"]] = False


def _cancel(contract: Contract, story: Story, fact: Fact) -> None:
    story.cancelled_at = fact["at"]
    story.end_wait(fact["at"])
    _end_updates(story, fact["at"])


EFFECTS: dict[str, Callable[[Contract, Story, Fact], None]] = {
    "ticket_filed": _file,
    "severity_changed": _change,
    "severity_disputed": _dispute,
    "dispute_withdrawn": _withdraw,
    "severity_ruled": _rule,
    "vendor_replied": _vendor_reply,
    "information_requested": _request,
    "customer_replied": _customer_reply,
    "wait_voided": _void,
    "workaround_provided": _provide,
    "workaround_accepted": _accept,
    "workaround_rejected": _reject,
    "resolution_provided": _provide,
    "resolution_accepted": _accept,
    "resolution_rejected": _reject,
    "reopened": _reopen,
    "exclusion_claimed": _claim,
    "exclusion_accepted": _accept_claim,
    "exclusion_rejected": _reject_claim,
    "ticket_cancelled": _cancel,
}
