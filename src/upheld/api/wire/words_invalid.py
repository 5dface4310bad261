"""Texts of validation errors, by the validator's error code."""

from __future__ import annotations

INVALID: dict[str, dict[str, str]] = {
    "api.invalid.missing": {"en": "This is needed.", "zh": "此项必填。"},
    "api.invalid.extra_forbidden": {"en": "There is no such field.", "zh": "没有这个字段。"},
    "api.invalid.string_type": {"en": "A text, please.", "zh": "须为文本。"},
    "api.invalid.string_too_short": {
        "en": "At least {min_length} {min_length:character|characters}, please.",
        "zh": "至少 {min_length} {min_length:个字符|个字符}。",
    },
    "api.invalid.string_too_long": {
        "en": "At most {max_length} {max_length:character|characters}, please.",
        "zh": "最多 {max_length} {max_length:个字符|个字符}。",
    },
    "api.invalid.string_pattern_mismatch": {
        "en": "This text has a character, or a form, that cannot be taken.",
        "zh": "文本含有不被接受的字符或格式。",
    },
    "api.invalid.int_type": {"en": "A whole number, please.", "zh": "须为整数。"},
    "api.invalid.int_parsing": {"en": "A whole number, please.", "zh": "须为整数。"},
    "api.invalid.bool_type": {"en": "true or false, please.", "zh": "须为 true 或 false。"},
    "api.invalid.bool_parsing": {"en": "true or false, please.", "zh": "须为 true 或 false。"},
    "api.invalid.greater_than_equal": {"en": "At least {ge}, please.", "zh": "不得小于 {ge}。"},
    "api.invalid.less_than_equal": {"en": "At most {le}, please.", "zh": "不得大于 {le}。"},
    "api.invalid.list_type": {"en": "A list, please.", "zh": "须为列表。"},
    "api.invalid.dict_type": {"en": "An object, please.", "zh": "须为对象。"},
    "api.invalid.model_type": {"en": "An object, please.", "zh": "须为对象。"},
    "api.invalid.model_attributes_type": {"en": "An object, please.", "zh": "须为对象。"},
    "api.invalid.too_long": {"en": "At most {max_length}, please.", "zh": "最多 {max_length} 项。"},
    "api.invalid.too_short": {"en": "At least {min_length}, please.", "zh": "至少 {min_length} 项。"},
    "api.invalid.literal_error": {"en": "One of {expected}, please.", "zh": "须为以下之一：{expected}。"},
    "api.invalid.not_an_instant": {
        "en": "An instant with its offset, please, such as 2026-11-22T08:30:00Z.",
        "zh": "须为带时区偏移的时刻，例如 2026-11-22T08:30:00Z。",
    },
    "api.invalid.instant_out_of_range": {
        "en": "An instant of the years 2000 to 2099, please.",
        "zh": "时刻须在 2000 年至 2099 年之间。",
    },
    "api.invalid.other": {"en": "This cannot be taken.", "zh": "该值无法接受。"},
}
