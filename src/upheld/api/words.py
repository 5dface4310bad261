"""Texts of the API's problem documents."""

from __future__ import annotations

from upheld.api.wire.words_invalid import INVALID

WORDS: dict[str, dict[str, str]] = {
    **INVALID,
    "api.status.400": {"en": "This request cannot be read", "zh": "请求无法读取"},
    "api.status.401": {"en": "Not authenticated", "zh": "未通过身份验证"},
    "api.status.403": {"en": "Not allowed", "zh": "没有权限"},
    "api.status.404": {"en": "Not found", "zh": "未找到"},
    "api.status.405": {"en": "Method not allowed", "zh": "不支持该方法"},
    "api.status.408": {"en": "Request timed out", "zh": "请求超时"},
    "api.status.409": {"en": "In conflict with how things stand", "zh": "与当前状态冲突"},
    "api.status.411": {"en": "Its length is missing", "zh": "缺少内容长度"},
    "api.status.413": {"en": "Too large", "zh": "内容过大"},
    "api.status.415": {"en": "Not a kind of content that is taken", "zh": "不支持的内容类型"},
    "api.status.422": {"en": "This was not accepted", "zh": "未被接受"},
    "api.status.429": {"en": "Too many requests", "zh": "请求过于频繁"},
    "api.status.500": {"en": "Something went wrong here", "zh": "服务器内部错误"},
    "api.status.507": {"en": "No space left", "zh": "存储空间不足"},
    "api.status.503": {"en": "Busy", "zh": "服务繁忙"},
    "api.problem.invalid": {
        "en": "{count:One field is|Several fields are} not right; see errors.",
        "zh": "{count:有一个字段|有多个字段}不正确，详见 errors。",
    },
    "api.problem.not_authenticated": {
        "en": "Send a working token: Authorization: Bearer uph_…",
        "zh": "请提供有效的令牌：Authorization: Bearer uph_…",
    },
    "api.problem.scope_missing": {
        "en": "This token lacks the scope “{scope}”.",
        "zh": "该令牌缺少“{scope}”权限范围。",
    },
    "api.problem.not_json": {
        "en": "The body must be one JSON object in UTF-8: {why}.",
        "zh": "请求正文必须是一个 UTF-8 编码的 JSON 对象：{why}。",
    },
    "api.problem.wrong_kind": {
        "en": "Send {needed}, not “{given}”.",
        "zh": "请使用 {needed}，而不是“{given}”。",
    },
    "api.problem.no_body_expected": {"en": "Nothing is to be sent here.", "zh": "此处不接受请求正文。"},
    "api.problem.unreadable": {"en": "The request broke off or is malformed.", "zh": "请求中断或格式不正确。"},
    "api.problem.not_possible": {"en": "This is not possible here.", "zh": "此处无法执行该操作。"},
    "api.problem.too_large": {"en": "At most {most} MB, please.", "zh": "最大 {most} MB。"},
    "api.problem.bad_key": {
        "en": "An idempotency key is 1 to 200 visible ASCII characters.",
        "zh": "幂等键须为 1 到 200 个可见 ASCII 字符。",
    },
    "api.problem.key_used": {
        "en": "This key was used for another request within the last 24 hours; choose a new one.",
        "zh": "该键在过去 24 小时内已用于其他请求，请换一个新键。",
    },
    "api.problem.secret_shown_once": {
        "en": "This was done before and its secret was shown then; it is not kept. If it is lost, make a new one.",
        "zh": "该请求此前已执行，密钥当时已显示；密钥不会保存。如已丢失，请重新创建。",
    },
    "api.problem.method_not_allowed": {"en": "Only {allowed} can be used here.", "zh": "此处只能使用 {allowed}。"},
    "api.problem.our_fault": {
        "en": "An error on our side; it has been noted. Nothing was changed.",
        "zh": "服务器出现错误，已记录。未做任何更改。",
    },
    "api.problem.time_held": {
        "en": "The database's clock has jumped forward. Nothing is recorded until the time is certain; try later.",
        "zh": "数据库时钟突然前跳，时间核实之前不记录任何更改。请稍后重试。",
    },
    "api.problem.busy": {
        "en": "The database did not answer in time. Nothing was changed; try again.",
        "zh": "数据库未及时响应。未做任何更改，请重试。",
    },
}
