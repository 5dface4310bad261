"""Words of clocks and their pictures."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "clock.label": {
        "en": "{name}: {state}, due {due}, {spent} counted",
        "zh": "{name}：{state}，截止 {due}，已计 {spent}",
    },
    "clock.mark.warn": {"en": "warning mark {share}", "zh": "预警点 {share}"},
    "clock.mark.escalate": {"en": "escalation at {share}", "zh": "升级点 {share}"},
}
