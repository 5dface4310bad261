"""Words of contracts: why one cannot be written or published."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "refused.bad_slug": {
        "en": "A short name has lower-case letters, digits and hyphens only, for example rtc-web.",
        "zh": "短名只能含小写字母、数字和连字符，例如 rtc-web。",
    },
    "refused.slug_taken": {"en": "The short name {slug} is taken.", "zh": "短名 {slug} 已被使用。"},
    "refused.no_product": {"en": "There is no such product.", "zh": "没有该产品。"},
    "refused.no_such_contract": {"en": "There is no such contract.", "zh": "没有该合同。"},
    "refused.no_such_version": {"en": "There is no such contract version.", "zh": "没有该合同版本。"},
    "refused.component_twice": {
        "en": "The component {name} is named twice; each can be named once.",
        "zh": "组件“{name}”出现了两次，每个组件只能填写一次。",
    },
    "refused.too_many_components": {
        "en": "A product has at most {most} components.",
        "zh": "一个产品最多有 {most} 个组件。",
    },
    "refused.bad_name": {"en": "One to {most} characters, please.", "zh": "请填写 1 到 {most} 个字符。"},
    "refused.bad_fee": {
        "en": "The monthly fee is an amount of zero or more with at most two decimals, for example 12000.00.",
        "zh": "月费应为不小于零、最多两位小数的金额，例如 12000.00。",
    },
    "refused.already_published": {
        "en": "This version is published; it never changes. Begin a new one.",
        "zh": "该版本已发布，不可更改。请新建版本。",
    },
    "refused.not_confirmed": {
        "en": "Confirm the marked warning, then publish again (in the API: confirmed).",
        "zh": "请确认已标出的警告，然后重新发布（API 字段：confirmed）。",
    },
    "refused.wrong_version": {
        "en": "The document says version {found}; the next version of this contract is {expected}.",
        "zh": "文档中的版本为 {found}，此合同的下一个版本应为 {expected}。",
    },
    "refused.terms_invalid": {
        "en": "The terms have {count} {count:problem|problems}; each is shown at its place.",
        "zh": "条款存在 {count} 处问题，已在相应位置标出。",
    },
    "refused.edition_invalid": {
        "en": "The days have {count} {count:problem|problems}; each is shown at its place.",
        "zh": "所列日期存在 {count} 处问题，已在相应位置标出。",
    },
    "refused.nothing_decreed": {
        "en": "Nothing more is known by itself for the calendars of this version. State the days yourself.",
        "zh": "此版本的日历没有可自动补充的日期，请自行列出。",
    },
    "refused.may_not_contract": {
        "en": "Only support managers and administrators write contracts and products.",
        "zh": "只有支持经理和管理员可以编写合同和产品。",
    },
}
