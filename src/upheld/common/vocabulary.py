"""Words that every surface shares; business words stand in their contexts."""

from __future__ import annotations

from upheld.common.ui_vocabulary import UI_WORDS

WORDS: dict[str, dict[str, str]] = {
    **UI_WORDS,
    "refused.not_found": {
        "en": "There is nothing here, or it is not yours to see.",
        "zh": "这里没有内容，或者您无权查看。",
    },
    "refused.not_allowed": {"en": "You are not allowed to do this.", "zh": "您没有权限执行此操作。"},
    "common.save": {"en": "Save", "zh": "保存"},
    "common.cancel": {"en": "Cancel", "zh": "取消"},
    "common.back": {"en": "Back", "zh": "返回"},
    "common.add": {"en": "Add", "zh": "添加"},
    "common.remove": {"en": "Remove", "zh": "移除"},
    "common.edit": {"en": "Edit", "zh": "编辑"},
    "common.search": {"en": "Search", "zh": "搜索"},
    "common.none": {"en": "None", "zh": "无"},
    "common.yes": {"en": "Yes", "zh": "是"},
    "common.no": {"en": "No", "zh": "否"},
    "common.name": {"en": "Name", "zh": "名称"},
    "common.required": {"en": "Please fill this in.", "zh": "请填写此项。"},
    "common.too_long": {"en": "At most {limit} characters, please.", "zh": "最多 {limit} 个字符。"},
}
