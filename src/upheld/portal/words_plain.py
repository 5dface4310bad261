"""Texts for promises in plain words, and the questions behind the criteria."""

from __future__ import annotations

ABOUT = {
    # name: the question, then the name of the answer, each in English and Chinese
    "service_down_minutes": (
        "For how many minutes has the service been completely unavailable?",
        "服务已完全不可用多少分钟？",
        "minutes of complete unavailability",
        "完全不可用的分钟数",
    ),
    "affected_percent": (
        "What share of your users is affected (%)?",
        "受影响用户占比（%）？",
        "share of users affected (%)",
        "受影响用户占比（%）",
    ),
    "affected_users": ("How many users are affected?", "多少用户受影响？", "users affected", "受影响用户数"),
    "error_rate_percent": ("What share of calls fails (%)?", "调用失败率（%）？", "error rate (%)", "错误率（%）"),
    "latency_ms": ("How high is the delay (ms)?", "延迟多高（毫秒）？", "delay in milliseconds", "延迟（毫秒）"),
    "core_function_down": (
        "Is a core function down?",
        "核心功能是否不可用？",
        "a core function is down",
        "核心功能不可用",
    ),
    "function_down": ("Is a function down?", "是否有功能不可用？", "a function is down", "有功能不可用"),
    "data_loss": ("Was data lost?", "是否有数据丢失？", "data was lost", "有数据丢失"),
    "security_incident": (
        "Is it a security incident?",
        "是否为安全事件？",
        "it is a security incident",
        "属于安全事件",
    ),
    "workaround_exists": ("Is there a way around it?", "是否有临时办法？", "there is a way around it", "有临时办法"),
    "reproducible": ("Can you reproduce it?", "能否复现？", "it can be reproduced", "可以复现"),
    "question_only": ("Is it only a question?", "是否仅为咨询？", "it is only a question", "仅为咨询"),
    "environment": ("Environment", "环境", "the environment", "环境"),
    "region": ("Region", "区域", "the region", "区域"),
    "platform": ("Platform", "平台", "the platform", "平台"),
}
SAYINGS = {
    "plain.always": ("round the clock", "全天候"),
    "plain.hours": ("{week} ({zone})", "{week}（{zone}）"),
    "plain.channel.phone": ("phone", "电话"),
    "plain.channel.chat": ("chat", "在线沟通"),
    "plain.channel.ticket": ("ticket", "工单"),
    "plain.channel.email": ("e-mail", "邮件"),
}
WORDS: dict[str, dict[str, str]] = {
    **{f"plain.ask.{name}": {"en": texts[0], "zh": texts[1]} for name, texts in ABOUT.items()},
    **{f"plain.name.{name}": {"en": texts[2], "zh": texts[3]} for name, texts in ABOUT.items()},
    **{code: {"en": english, "zh": chinese} for code, (english, chinese) in SAYINGS.items()},
}
