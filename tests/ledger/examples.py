"""One fixed event of every kind that the ledger knows. What it becomes as a leaf is kept in ``golden_leaves.jsonl``.

A new kind gets its example here, at the end, and its leaf in the file. An example that stands here never changes.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from upheld.clocks import events as clocks
from upheld.contracts import events as contracts
from upheld.desk import events as desk
from upheld.ledger import events as ledger
from upheld.ledger.events import ContractRef, Recorded
from upheld.reports import events as reports

AT = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
LATER = datetime(2026, 3, 5, tzinfo=UTC)
CONTRACT = ContractRef(id=11, version=2, sha256="c" * 64, version_id=13)
BY_PERSON: dict[str, Any] = {"organisation_id": 5, "actor_kind": "user", "actor_id": 17, "at": AT}
BY_NOBODY: dict[str, Any] = {"organisation_id": 5, "actor_kind": "system", "actor_id": 0, "at": AT}
TICKET: dict[str, Any] = {**BY_PERSON, "ticket_id": 42, "contract": CONTRACT}
CLOCK: dict[str, Any] = {**BY_NOBODY, "ticket_id": 42, "objective": "response", "cycle": 3, "crossed_at": AT}
CREDIT: dict[str, Any] = {**BY_PERSON, "credit_id": 71, "period": "2026-02", "amount": "120.50", "currency": "CNY"}
PUBLICATION: dict[str, Any] = {**BY_PERSON, "period": "2026-02", "publication_id": 73, "sha256": "d" * 64}

EXAMPLES: tuple[Recorded, ...] = (
    desk.TicketFiled(
        **TICKET,
        severity="P1",
        product="rtc",
        component="join",
        platform="ios",
        sdk_version="4.2.1",
        region="cn-east",
        environment="staging",
        plan="enterprise",
        uncovered="no_contract",
        requester_id=18,
        message_id=43,
        title="Kein Ton – 没有声音",
        body="Every call is silent.",
        evidence='{"affected_percent": 40}',
    ),
    desk.VendorReplied(
        **TICKET, channel="phone", automatic=True, internal=False, message_id=44, body="We are looking into it."
    ),
    desk.CustomerReplied(**TICKET, message_id=45, body="Thank you."),
    desk.InformationRequested(**TICKET, wait_id=46, items=("log", "version"), count=2),
    desk.WaitVoided(**TICKET, wait_id=46, requested_at=LATER, reason="It was in the first message."),
    desk.SeverityChanged(**TICKET, severity="P0", basis="agreed", effective_from=LATER, reason="All calls fail."),
    desk.SeverityDisputed(**TICKET, dispute_id=47, severity="P0", due_at=LATER, reason="All calls fail."),
    desk.DisputeWithdrawn(**TICKET, dispute_id=47),
    desk.SeverityRuled(**TICKET, dispute_id=47, severity="P0", reason="The measurements say so."),
    desk.EvidenceMeasured(**TICKET, evidence='{"affected_percent": 40}', source="probe"),
    desk.WorkaroundProvided(**TICKET, delivery_id=48),
    desk.WorkaroundAccepted(**TICKET, delivery_id=48),
    desk.WorkaroundRejected(**TICKET, delivery_id=48, reason="It does not help."),
    desk.ResolutionProvided(**TICKET, delivery_id=49),
    desk.ResolutionAccepted(**TICKET, delivery_id=49),
    desk.ResolutionRejected(**TICKET, delivery_id=49, reason="It crashes."),
    desk.Reopened(**TICKET, reason="It is back."),
    desk.ExclusionClaimed(
        **TICKET, claim_id=50, clause="outdated_sdk", scope="interval", from_at=AT, to_at=LATER, evidence="3.9.0"
    ),
    desk.ExclusionAccepted(**TICKET, claim_id=50, by="customer", reason="Right."),
    desk.ExclusionRejected(**TICKET, claim_id=50, by="arbiter", reason="Not shown."),
    desk.TicketCancelled(**TICKET, reason="withdrawn"),
    desk.TicketMerged(**TICKET, into_id=41),
    desk.TicketAssigned(**TICKET, group_id=51, assignee_id=17),
    desk.TicketDescribed(**TICKET, changed=("region", "tags")),
    desk.CalendarExtended(**TICKET, edition=2),
    desk.CancellationProposed(**TICKET, proposal_id=52, reason="duplicate", into_id=41, note="The same crash."),
    desk.CancellationRefused(**TICKET, proposal_id=52),
    desk.PersonRedacted(**BY_PERSON, person_id=18, entries=6),
    clocks.ClockAtRisk(**CLOCK, share="80%"),
    clocks.EscalationReached(**CLOCK, step=2),
    clocks.ClockDecided(
        **CLOCK, severity="P1", outcome="missed", provisional=True, excluded=False, due_at=LATER, contract=CONTRACT
    ),
    clocks.DeadlineMoved(**CLOCK, due_before=AT, due_at=LATER, tzdata_before="2025.1", tzdata="2025.2"),
    clocks.AcceptedBySilence(**BY_NOBODY, ticket_id=42, delivery_id=49, crossed_at=LATER),
    reports.AttainmentPublished(**PUBLICATION, as_of=LATER),
    reports.AttainmentWithdrawn(**PUBLICATION),
    reports.CreditProposed(**CREDIT, as_of=LATER),
    reports.CreditClaimed(**CREDIT),
    reports.CreditWaived(**CREDIT),
    reports.CreditApproved(**CREDIT),
    reports.CreditPaid(**CREDIT),
    contracts.VersionPublished(
        **BY_PERSON,
        contract_id=11,
        version=2,
        sha256="c" * 64,
        effective_from=AT,
        effective_to=None,
        tzdata_version="2025.2",
        holidays_version="0.80",
        name="Enterprise support",
    ),
    contracts.EditionPublished(
        **BY_PERSON,
        contract_id=11,
        version=2,
        edition=3,
        known_until={"office": 2027},
        sha256="c" * 64,
        sha256_before="b" * 64,
        tzdata_version="2025.2",
        holidays_version="0.81",
    ),
    desk.TicketDimensionsChanged(**TICKET, before={"region": "cn-east"}, after={"region": "cn-north"}, baseline=True),
    desk.ArbiterAgreed(**TICKET, arbiter_id=53),
    ledger.RoleGiven(**BY_PERSON, person_id=18, role="arbiter"),
    ledger.RoleTaken(**BY_PERSON, person_id=18, role="arbiter"),
    ledger.GroupJoined(**BY_PERSON, person_id=18, group_id=51),
    ledger.GroupLeft(**BY_PERSON, person_id=18, group_id=51),
    desk.FloorLifted(**TICKET, severity="P0", remaining="P1", reason="The probe had failed."),
    ledger.VendorZoneChanged(**BY_PERSON, before="Asia/Shanghai", after="America/Los_Angeles"),
    reports.AttainmentWithdrawn(**PUBLICATION, reason="A test account was counted."),
)
