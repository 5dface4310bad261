"""Operations of the desk."""

from upheld.desk.operations.arbitration import agree_to_arbiter
from upheld.desk.operations.attachments import attach
from upheld.desk.operations.deliveries import (
    accept_delivery,
    provide_resolution,
    provide_workaround,
    reject_delivery,
)
from upheld.desk.operations.drafts import delete_reply, discard_draft, save_draft, save_reply
from upheld.desk.operations.endings import (
    decide_cancellation,
    merge_duplicate,
    propose_cancellation,
    reopen,
    withdraw_ticket,
)
from upheld.desk.operations.exclusions import claim_exclusion, decide_exclusion
from upheld.desk.operations.filing import NewTicket, file_ticket
from upheld.desk.operations.handling import assign, describe, link, unlink, unwatch, watch
from upheld.desk.operations.measuring import lift_floor, record_measurement
from upheld.desk.operations.messages import add_note, reply, request_information, void_wait
from upheld.desk.operations.severity import (
    change_severity,
    dispute_severity,
    raise_impact,
    rule_severity,
    withdraw_dispute,
)

__all__ = [
    "NewTicket",
    "accept_delivery",
    "add_note",
    "agree_to_arbiter",
    "assign",
    "attach",
    "change_severity",
    "claim_exclusion",
    "decide_cancellation",
    "decide_exclusion",
    "delete_reply",
    "describe",
    "discard_draft",
    "dispute_severity",
    "file_ticket",
    "lift_floor",
    "link",
    "merge_duplicate",
    "propose_cancellation",
    "provide_resolution",
    "provide_workaround",
    "raise_impact",
    "record_measurement",
    "reject_delivery",
    "reopen",
    "reply",
    "request_information",
    "rule_severity",
    "save_draft",
    "save_reply",
    "unlink",
    "unwatch",
    "void_wait",
    "watch",
    "withdraw_dispute",
    "withdraw_ticket",
]
