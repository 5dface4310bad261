"""Words about arbiters: why one may not rule, and what both sides can do about it."""

from __future__ import annotations

CONFLICTS = {
    "acted": ("has acted on this ticket", "曾在此工单上操作"),
    "assigned": ("was assigned to this ticket", "曾被指派处理此工单"),
    "in_group": ("was in one of its support groups after it was filed", "提单后曾属于处理此工单的支持组"),
    "worked": ("has worked on this ticket or in its support groups", "曾参与处理此工单"),
    "appointed_later": (
        "was appointed after this case opened; the customer has to agree",
        "在此案提出之后任命，须经客户同意",
    ),
    "unreadable": (
        "cannot be checked: the records of this ticket or of this person are damaged",
        "无法核实：此工单或此人的记录已损坏",
    ),
    "self_appointed": ("appointed themselves; the customer has to agree", "由本人自行任命，须经客户同意"),
}
ARBITRATION = {
    "title": ("Arbiters", "仲裁人"),
    "case.dispute": ("Disputed severity", "级别争议"),
    "case.exclusion": ("Exclusion claim", "免责主张"),
    "case.cancellation": ("Proposal to end the ticket", "结束工单的提议"),
    "case.wait": ("Wait for the customer", "等待客户"),
    "may": ("may rule", "可以裁决"),
    "not": ("You cannot rule. Reason: {reasons}.", "您不能裁决，原因：{reasons}。"),
    "you_not": ("You cannot rule on this: you are not independent.", "您不独立于此案，不能裁决。"),
    "nobody": ("No arbiter may rule on this case.", "目前没有可以裁决此案的仲裁人。"),
    "nobody_short": ("no arbiter may rule", "无人可裁决"),
    "nobody_vendor": (
        "An administrator has to appoint somebody who did not work on this ticket. The customer then agrees on it.",
        "请管理员任命一位未参与处理此工单的人员，再由客户在工单上同意该仲裁人。",
    ),
    "nobody_customer": (
        "Ask the vendor to appoint somebody who has not worked on this ticket. You then agree to that arbiter here.",
        "请要求厂商任命一位未参与处理此工单的人员，之后您可在此同意该仲裁人。",
    ),
    "agree": ("Agree that {name} rules", "同意由 {name} 裁决"),
    "lead": (
        "Arbiters decide what you and the vendor cannot settle. They have never worked on the ticket in question.",
        "仲裁人裁决您与厂商无法达成一致的事项，且不得参与处理所裁决的工单。",
    ),
    "appointed": ("Appointed", "任命时间"),
    "by": ("Appointed by", "任命人"),
    "before_log": ("before appointments were recorded", "在开始记录任免之前"),
    "none": ("The vendor has appointed no arbiter.", "厂商尚未任命仲裁人。"),
    "log_empty": ("Nothing is recorded yet.", "暂无记录。"),
    "log": ("Appointments of arbiters", "仲裁人任免记录"),
}
