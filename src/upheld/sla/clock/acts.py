"""Applies each type of fact to the history, or refuses it (semantics §§4, 9).

Every function checks first and changes afterwards: a refused fact changes nothing. The life-cycle table has already
checked that the fact is possible in the stage of the ticket.
"""

from collections.abc import Callable
from typing import Final

from upheld.sla.clock.facts import Fact
from upheld.sla.clock.history import Claim, Delivery, Dispute, History, Round, Wait
from upheld.sla.clock.life import CANCEL_REASONS, DECIDERS, REPLY_KINDS
from upheld.sla.clock.severity import change
from upheld.sla.errors import Params
from upheld.sla.instant import NEVER, micros


class Refused(Exception):
    """The fact is impossible at this point of the history."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Params = params


Act = Callable[[History, Fact, int], None]


def _required(field: str, value: str | None) -> str:
    """Return the value of a required field, or refuse the fact."""
    if not value:
        raise Refused("missing_field", field=field)
    return value


def _level(history: History, severity: str | None) -> int:
    severity_id = _required("severity", severity)
    level = history.plan.levels.get(severity_id)
    if level is None:
        raise Refused("unknown_severity", value=severity_id[:60], known=", ".join(history.plan.ids))
    return level


# --- severity ---


def file(history: History, fact: Fact, at: int) -> None:
    level = _level(history, fact.severity)
    history.filed_at = at
    history.severity.append((at, level))
    history.rounds.append(Round(at))


def change_severity(history: History, fact: Fact, at: int) -> None:
    level = _level(history, fact.severity)
    since = at
    if fact.basis == "correction":
        since = history.filed_at if fact.effective_from is None else micros(fact.effective_from)
        if not history.filed_at <= since <= at:
            raise Refused("effective_from_outside")
    change(history.severity, since, level)


def dispute(history: History, fact: Fact, at: int) -> None:
    customer_level = _level(history, fact.severity)
    if history.dispute is not None:
        raise Refused("dispute_open")
    since, level = history.severity[-1]
    if customer_level == level:
        raise Refused("same_severity", severity=history.plan.ids[level])
    history.dispute = Dispute(at, customer_level, since)
    history.disputed[at] = level


def withdraw(history: History, fact: Fact, at: int) -> None:
    if history.dispute is None:
        raise Refused("no_dispute")
    history.dispute = None


def rule(history: History, fact: Fact, at: int) -> None:
    if history.dispute is None:
        raise Refused("no_dispute")
    level = _level(history, fact.severity)
    change(history.severity, history.dispute.effective_from, level)
    history.dispute = None


# --- conversation ---


def reply(history: History, fact: Fact, at: int) -> None:
    if fact.kind not in REPLY_KINDS:
        raise Refused("unknown_kind", value=_required("kind", fact.kind)[:60], known=", ".join(REPLY_KINDS))
    if fact.automatic or fact.internal:
        return
    if history.updating:
        history.update_events.append((at, "update"))
    if history.responded_at == NEVER and fact.kind in history.plan.response_counts:
        history.responded_at = at
        _begin_updates(history, at)


def request(history: History, fact: Fact, at: int) -> None:
    if not fact.items:
        raise Refused("no_items")
    history.requested.add(at)
    if history.waits and history.waits[-1].end == NEVER:
        history.waits[-1].requests.append(at)
    else:
        history.waits.append(Wait([at]))


def answer(history: History, fact: Fact, at: int) -> None:
    _end_wait(history, at)


def void_wait(history: History, fact: Fact, at: int) -> None:
    if fact.requested_at is None:
        raise Refused("missing_field", field="requested_at")
    requested_at = micros(fact.requested_at)
    if requested_at not in history.requested:
        raise Refused("unknown_request")
    for wait in history.waits:
        if requested_at in wait.requests:
            wait.requests = [instant for instant in wait.requests if instant != requested_at]
            wait.voided[requested_at] = at


def _end_wait(history: History, at: int) -> None:
    if history.waits and history.waits[-1].end == NEVER:
        history.waits[-1].end = at


def _begin_updates(history: History, at: int) -> None:
    """Begin an update cycle, unless there is no response yet or an acceptance has ended updates."""
    if history.updates_ended_at == NEVER and history.responded_at != NEVER:
        history.update_events.append((at, "begin"))
        history.updating = True


def _end_updates(history: History, at: int) -> None:
    if history.updates_ended_at == NEVER:
        history.updates_ended_at = at
        if history.updating:
            history.update_events.append((at, "end"))
            history.updating = False


# --- delivery ---


def provide(history: History, fact: Fact, at: int) -> None:
    kind, delivery_id = fact.type.partition("_")[0], _required("id", fact.id)
    if (kind, delivery_id) in history.delivered:
        raise Refused("repeated_delivery", id=delivery_id)
    history.delivered.add((kind, delivery_id))
    silence = history.plan.silence
    silent_at = silence.passes_at(at) if silence is not None else None
    history.round.deliveries.append(Delivery(kind, delivery_id, at, NEVER if silent_at is None else silent_at))
    history.update_next_silence()


def _undecided(history: History, fact: Fact) -> Delivery:
    kind, delivery_id = fact.type.partition("_")[0], _required("id", fact.id)
    for delivery in history.round.deliveries:
        if delivery.kind == kind and delivery.id == delivery_id and delivery.decided_at == NEVER:
            return delivery
    raise Refused(
        "already_decided" if (kind, delivery_id) in history.delivered else "unknown_delivery", id=delivery_id[:60]
    )


def accept_fact(history: History, fact: Fact, at: int) -> None:
    accept(history, _undecided(history, fact), at)


def accept(history: History, delivery: Delivery, at: int) -> None:
    """Accept a delivery. A resolution also counts as restoration and settles all undecided deliveries."""
    delivery.decided_at, delivery.verdict = at, "accepted"
    present = history.round
    if present.restored_by is None:
        present.restored_by = delivery
        if history.plan.updates_until_restoration:
            _end_updates(history, at)
    if delivery.kind == "resolution":
        present.resolved_by, present.resolved_at = delivery, at
        for other in present.deliveries:
            if other.decided_at == NEVER:
                other.decided_at, other.verdict = at, "settled"
        _end_wait(history, at)
        _end_updates(history, at)
    history.update_next_silence()


def reject(history: History, fact: Fact, at: int) -> None:
    delivery = _undecided(history, fact)
    delivery.decided_at, delivery.verdict = at, "rejected"
    history.update_next_silence()


def reopen(history: History, fact: Fact, at: int) -> None:
    limit = history.plan.reopening
    if limit is None:
        raise Refused("no_reopening")
    present = history.round
    last = limit.passes_at(present.resolved_at)
    if last is not None and at > last:
        raise Refused("reopening_too_late")
    if history.plan.reopening_continues:
        _take_back(present, at)
    else:
        history.rounds.append(Round(at))
    if not (history.plan.updates_until_restoration and history.round.restored_by is not None):
        history.updates_ended_at = NEVER
        _begin_updates(history, at)


def _take_back(present: Round, at: int) -> None:
    """Undo the acceptance of the resolution. The acceptance of a workaround remains."""
    present.gaps.append((present.resolved_at, at))
    if present.restored_by is present.resolved_by:
        present.restored_by = None
    present.resolved_by, present.resolved_at = None, NEVER


def cancel(history: History, fact: Fact, at: int) -> None:
    if fact.reason not in CANCEL_REASONS:
        raise Refused("unknown_reason", value=_required("reason", fact.reason)[:60], known=", ".join(CANCEL_REASONS))
    history.cancelled_at, history.cancelled_because = at, fact.reason or ""
    _end_wait(history, at)
    _end_updates(history, at)
    history.update_next_silence()


# --- exclusions ---


def claim(history: History, fact: Fact, at: int) -> None:
    clause_id, claim_id = _required("clause", fact.clause), _required("id", fact.id)
    clause = history.plan.clauses.get(clause_id)
    if clause is None:
        raise Refused("unknown_clause", value=clause_id[:60], known=", ".join(history.plan.clauses) or "–")
    if claim_id in history.claims:
        raise Refused("repeated_claim", id=claim_id)
    if fact.scope is not None and fact.scope != clause.scope:
        raise Refused("wrong_scope", scope=clause.scope)
    start = history.filed_at if fact.from_at is None else micros(fact.from_at)
    end = NEVER if fact.to_at is None else micros(fact.to_at)
    if end <= start:
        raise Refused("to_not_after_from")
    history.claims[claim_id] = Claim(claim_id, clause.id, start, end, clause.scope == "ticket")


def decide_claim(history: History, fact: Fact, at: int) -> None:
    claim_id = _required("id", fact.id)
    claim = history.claims.get(claim_id)
    if claim is None:
        raise Refused("unknown_claim", id=claim_id[:60])
    if fact.by not in DECIDERS:
        raise Refused("unknown_decider", known=", ".join(DECIDERS))
    if fact.by in claim.verdicts or "arbiter" in claim.verdicts:
        raise Refused("claim_decided", id=claim.id)
    claim.verdicts[fact.by or ""] = fact.type == "exclusion_accepted"
    claim.decided_at[fact.by or ""] = at


ACTS: Final[dict[str, Act]] = {
    "ticket_filed": file,
    "severity_changed": change_severity,
    "severity_disputed": dispute,
    "dispute_withdrawn": withdraw,
    "severity_ruled": rule,
    "vendor_replied": reply,
    "customer_replied": answer,
    "information_requested": request,
    "wait_voided": void_wait,
    "workaround_provided": provide,
    "workaround_accepted": accept_fact,
    "workaround_rejected": reject,
    "resolution_provided": provide,
    "resolution_accepted": accept_fact,
    "resolution_rejected": reject,
    "reopened": reopen,
    "exclusion_claimed": claim,
    "exclusion_accepted": decide_claim,
    "exclusion_rejected": decide_claim,
    "ticket_cancelled": cancel,
}
