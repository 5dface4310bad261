"""Texts of notices, of mails about acts, and of the outbox pages."""

from __future__ import annotations

from upheld.escalation.words_acts import ACTS
from upheld.escalation.words_pages import PAGES

NOTICES: dict[str, dict[str, str]] = {
    "notice.used": {
        "en": "{percent} % of the time that was promised is used.",
        "zh": "承诺的时间已用去 {percent}%。",
    },
    "notice.missed": {"en": "The deadline was missed.", "zh": "已错过截止时间。"},
    "notice.still_missed": {
        "en": "The deadline was missed some time ago, and the promise is still not kept.",
        "zh": "截止时间已过去一段时间，承诺仍未兑现。",
    },
    "notice.run": {
        "en": "{count} updates in a row were missed since {since}. This summary replaces a notice for each.",
        "zh": "自 {since} 起已连续错过 {count} 次进展更新。此汇总代替逐次通知。",
    },
    "notice.run_headline": {
        "en": "{count} updates missed in a row",
        "zh": "连续错过 {count} 次进展更新",
    },
    "notice.headline": {"en": "{objective}: {what}", "zh": "{objective}：{what}"},
    "notice.digest": {
        "en": "Missed while notifications were interrupted: {count} {count:ticket|tickets}",
        "zh": "通知中断期间的升级：{count} 个工单",
    },
    "notice.because": {"en": "You are told as {audience}.", "zh": "您收到此通知，因为您是：{audience}。"},
    "notice.in_place_of": {
        "en": "It should have gone to: {absent}; nobody could be reached there.",
        "zh": "原应通知：{absent}；但那里无人可以联系到。",
    },
    "notice.audience.assignee": {"en": "the assignee", "zh": "处理人"},
    "notice.audience.group": {"en": "a member of the support group", "zh": "支持组成员"},
    "notice.audience.expert": {"en": "an expert", "zh": "专家"},
    "notice.audience.csm": {"en": "the customer success manager", "zh": "客户成功经理"},
    "notice.audience.manager": {"en": "a support manager", "zh": "支持经理"},
    "notice.audience.admin": {"en": "an administrator", "zh": "管理员"},
    "notice.audience.webhook": {"en": "a webhook", "zh": "Webhook"},
    "notice.audience.email": {"en": "e-mail", "zh": "电子邮件"},
    "notice.audience.phone": {"en": "a phone call", "zh": "电话"},
    "notice.audience.chat": {"en": "a chat", "zh": "聊天"},
    "notice.audience.nobody": {"en": "nobody", "zh": "无人"},
}
WORDS = {**NOTICES, **ACTS, **PAGES}
