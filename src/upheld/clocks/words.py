"""Words of clocks and their pictures."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "clock.label": {
        "en": "{name}: {state}, due {due}, {spent} counted",
        "zh": "{name}：{state}，截止 {due}，已计 {spent}",
    },
    "clock.counted_of": {"en": "{counted} of {allowance} counted", "zh": "已计 {counted} / {allowance}"},
    "clock.counted": {"en": "{counted} counted", "zh": "已计 {counted}"},
    "clock.late": {"en": "{span} late", "zh": "超时 {span}"},
    "clock.late_outside": {
        "en": "{span} late, all of it outside service hours",
        "zh": "超时 {span}，均在服务时间之外",
    },
    "clock.late_uncounted": {"en": "{span} late, none of it counted", "zh": "超时 {span}，均不计时"},
    "clock.late_partly": {"en": "{span} late ({elapsed} elapsed)", "zh": "超时 {span}（实际经过 {elapsed}）"},
    "clock.counted_at": {
        "en": "{counted} of {available} counted at {severity}",
        "zh": "{severity} 已计 {counted} / {available}",
    },
    "clock.due": {"en": "Due", "zh": "截止时间"},
    "clock.stopped": {"en": "Stopped", "zh": "停止时间"},
    "clock.to_spare": {"en": "{span} to spare", "zh": "提前 {span}"},
    "clock.remains": {"en": "{span} left (paused)", "zh": "剩余 {span}（已暂停）"},
    "clock.moved": {
        "en": "The deadline of {objective} moved from {before} to {after}: time zone data {old} → {new}",
        "zh": "{objective}的截止时间由 {before} 变为 {after}：时区数据 {old} → {new}",
    },
    "clock.no_deadline": {"en": "none", "zh": "无"},
    "clock.release_unknown": {"en": "unknown", "zh": "未知"},
    "clock.mark.warn": {"en": "warning mark {share}", "zh": "预警点 {share}"},
    "clock.mark.escalate": {"en": "escalation at {share}", "zh": "升级点 {share}"},
}
