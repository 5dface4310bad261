"""What can be done on the desk, one file for each right. Importing this package registers the acts."""

from upheld.desk.acts.agree_arbiter import agree_to_arbiter
from upheld.desk.acts.assign import assign
from upheld.desk.acts.attach import attach
from upheld.desk.acts.change_severity import change_severity
from upheld.desk.acts.claim_exclusion import claim_exclusion
from upheld.desk.acts.decide_cancellation import decide_cancellation
from upheld.desk.acts.decide_delivery import accept_delivery, reject_delivery
from upheld.desk.acts.decide_exclusion import decide_exclusion
from upheld.desk.acts.describe import describe
from upheld.desk.acts.dispute import dispute_severity, withdraw_dispute
from upheld.desk.acts.drafts import delete_reply, discard_draft, save_draft, save_reply
from upheld.desk.acts.file_ticket import NewTicket, file_ticket
from upheld.desk.acts.lift_floor import lift_floor
from upheld.desk.acts.link import link, unlink
from upheld.desk.acts.measure import record_measurement
from upheld.desk.acts.note import add_note
from upheld.desk.acts.propose_cancellation import propose_cancellation
from upheld.desk.acts.provide import provide_resolution, provide_workaround
from upheld.desk.acts.raise_impact import raise_impact
from upheld.desk.acts.reopen import reopen
from upheld.desk.acts.reply import reply
from upheld.desk.acts.request_information import request_information
from upheld.desk.acts.rule import rule_severity
from upheld.desk.acts.void_wait import void_wait
from upheld.desk.acts.watch import unwatch, watch
from upheld.desk.acts.withdraw import merge_duplicate, withdraw_ticket

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
