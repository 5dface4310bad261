"""A sentence for each act on a ticket."""

from __future__ import annotations

ACTS: dict[str, dict[str, str]] = {
    "act.somebody": {"en": "Upheld", "zh": "系统"},
    "act.of_customer": {"en": "{name} ({customer})", "zh": "{name}（{customer}）"},
    "act.more": {
        "en": "More has happened on this ticket. You got {most} mails about it within an hour; this one stands for all"
        " that followed. Open the ticket to read it.",
        "zh": "此工单有更多新进展。一小时内您已收到 {most} 封相关邮件，其后的进展合并为本邮件，请打开工单查看。",
    },
    "act.summary": {"en": "More has happened on your tickets", "zh": "您的工单有更多新进展"},
    "act.ticket.filed": {"en": "{who} filed this ticket.", "zh": "{who} 提交了此工单。"},
    "act.vendor.replied": {"en": "{who} replied.", "zh": "{who} 回复了。"},
    "act.customer.replied": {"en": "{who} replied.", "zh": "{who} 回复了。"},
    "act.note.added": {"en": "{who} added an internal note.", "zh": "{who} 添加了内部备注。"},
    "act.information.requested": {"en": "{who} needs from you:", "zh": "{who} 需要您提供："},
    "act.wait.voided": {
        "en": "{who} ruled that a wait for information did not pause any clock.",
        "zh": "{who} 裁决：一次等待信息不暂停任何计时。",
    },
    "act.severity.changed": {"en": "{who} set the severity to {severity}.", "zh": "{who} 将级别改为 {severity}。"},
    "act.severity.disputed": {
        "en": "{who} disputes the severity: it should be {severity}.",
        "zh": "{who} 对级别提出异议：应为 {severity}。",
    },
    "act.dispute.withdrawn": {"en": "{who} withdrew the dispute.", "zh": "{who} 撤回了异议。"},
    "act.severity.ruled": {"en": "{who} ruled: the severity is {severity}.", "zh": "{who} 裁决：级别为 {severity}。"},
    "act.floor.lifted": {
        "en": "{who} lifted the minimum severity {severity} that monitoring had measured.",
        "zh": "{who} 解除了由监测结果决定的最低级别 {severity}。",
    },
    "act.arbiter.agreed": {
        "en": "{who} agreed to an arbiter who may now rule.",
        "zh": "{who} 同意了一位仲裁人，该仲裁人现在可以裁决。",
    },
    "act.workaround.provided": {
        "en": "{who} provided a workaround. Please try it and accept or reject it.",
        "zh": "{who} 提供了临时方案。请试用后接受或拒绝。",
    },
    "act.workaround.accepted": {"en": "{who} accepted the workaround.", "zh": "{who} 接受了临时方案。"},
    "act.workaround.rejected": {"en": "{who} rejected the workaround.", "zh": "{who} 拒绝了临时方案。"},
    "act.resolution.provided": {
        "en": "{who} provided a resolution. Please try it and accept or reject it.",
        "zh": "{who} 提供了解决方案。请试用后接受或拒绝。",
    },
    "act.resolution.accepted": {"en": "{who} accepted the resolution.", "zh": "{who} 接受了解决方案。"},
    "act.resolution.rejected": {"en": "{who} rejected the resolution.", "zh": "{who} 拒绝了解决方案。"},
    "act.delivery.accepted_by_silence": {
        "en": "Nobody rejected what was delivered in time, so it counts as accepted.",
        "zh": "交付内容在期限内未被拒绝，视为已接受。",
    },
    "act.ticket.reopened": {"en": "{who} reopened this ticket.", "zh": "{who} 重新打开了此工单。"},
    "act.exclusion.claimed": {
        "en": "{who} claims, under a clause of the contract, that time does not count. You can accept or reject it.",
        "zh": "{who} 依据合同条款主张部分时间不计入。您可以接受或拒绝。",
    },
    "act.exclusion.accepted": {"en": "{who} accepted an exclusion.", "zh": "{who} 接受了免责主张。"},
    "act.exclusion.rejected": {"en": "{who} rejected an exclusion.", "zh": "{who} 未接受免责主张。"},
    "act.cancellation.proposed": {
        "en": "{who} proposes to close this ticket without a resolution. You can agree or refuse.",
        "zh": "{who} 提议不经解决直接关闭此工单。您可以同意或拒绝。",
    },
    "act.cancellation.refused": {
        "en": "{who} refused to close this ticket without a resolution.",
        "zh": "{who} 不同意不经解决关闭此工单。",
    },
    "act.ticket.cancelled": {"en": "{who} closed this ticket.", "zh": "{who} 关闭了此工单。"},
    "act.ticket.merged": {"en": "{who} merged this ticket into another.", "zh": "{who} 将此工单合并到另一工单。"},
    "act.ticket.assigned": {"en": "{who} gave you this ticket.", "zh": "{who} 将此工单分配给您。"},
}
