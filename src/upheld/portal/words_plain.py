"""Promises and criteria in plain words."""

from __future__ import annotations

ABOUT = {
    # name: (asked, is so, is not so), each in English and Chinese; a noun for comparisons comes last
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
YES_NO = (
    "core_function_down",
    "function_down",
    "data_loss",
    "security_incident",
    "workaround_exists",
    "reproducible",
    "question_only",
)
NOT = {
    "core_function_down": ("no core function is down", "核心功能可用"),
    "function_down": ("no function is down", "功能均可用"),
    "data_loss": ("no data was lost", "没有数据丢失"),
    "security_incident": ("it is no security incident", "不属于安全事件"),
    "workaround_exists": ("there is no way around it", "没有临时办法"),
    "reproducible": ("it cannot be reproduced", "无法复现"),
    "question_only": ("it is more than a question", "不仅是咨询"),
}
SAYINGS = {
    "plain.bound.more": ("more than {value}", "超过 {value}"),
    "plain.bound.least": ("at least {value}", "至少 {value}"),
    "plain.bound.less": ("less than {value}", "少于 {value}"),
    "plain.bound.most": ("at most {value}", "最多 {value}"),
    "plain.bound.equal": ("exactly {value}", "恰好 {value}"),
    "plain.bound.unequal": ("other than {value}", "不等于 {value}"),
    "plain.says.service_down_minutes": (
        "the service is completely unavailable for {bound} minutes",
        "服务完全不可用{bound} 分钟",
    ),
    "plain.says.affected_percent": ("{bound} % of users are affected", "{bound}% 的用户受影响"),
    "plain.says.affected_users": ("{bound} users are affected", "{bound} 名用户受影响"),
    "plain.says.error_rate_percent": ("{bound} % of calls fail", "{bound}% 的调用失败"),
    "plain.says.latency_ms": ("the delay is {bound} ms", "延迟{bound} 毫秒"),
    "plain.always": ("around the clock", "全天候"),
    "plain.hours": ("{week} ({zone})", "{week}（{zone}）"),
    "plain.or": ("{one}, or {other}", "{one}，或{other}"),
    "plain.and": ("{one} and {other}", "{one}且{other}"),
    "plain.group": ("({text})", "（{text}）"),
    "plain.negated": ("not: {text}", "并非：{text}"),
    "plain.true": ("{name}", "{name}"),
    "plain.compare.more": ("{name} above {value}", "{name}超过 {value}"),
    "plain.compare.least": ("{name} at least {value}", "{name}不低于 {value}"),
    "plain.compare.less": ("{name} below {value}", "{name}低于 {value}"),
    "plain.compare.most": ("{name} at most {value}", "{name}不超过 {value}"),
    "plain.compare.equal": ("{name} is {value}", "{name}为 {value}"),
    "plain.compare.unequal": ("{name} is not {value}", "{name}不为 {value}"),
    "plain.channel.phone": ("phone", "电话"),
    "plain.channel.chat": ("chat", "在线沟通"),
    "plain.channel.ticket": ("ticket", "工单"),
    "plain.channel.email": ("e-mail", "邮件"),
}
WORDS: dict[str, dict[str, str]] = {
    **{f"plain.ask.{name}": {"en": one[0], "zh": one[1]} for name, one in ABOUT.items()},
    **{f"plain.name.{name}": {"en": one[2], "zh": one[3]} for name, one in ABOUT.items()},
    **{f"plain.is.{name}": {"en": ABOUT[name][2], "zh": ABOUT[name][3]} for name in YES_NO},
    **{f"plain.not.{name}": {"en": english, "zh": chinese} for name, (english, chinese) in NOT.items()},
    **{code: {"en": english, "zh": chinese} for code, (english, chinese) in SAYINGS.items()},
}
