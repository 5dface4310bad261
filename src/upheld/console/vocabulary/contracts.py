"""Words of the contract pages."""

from __future__ import annotations

CONTRACTS: dict[str, dict[str, str]] = {
    "console.contract_new": {"en": "New contract", "zh": "新建合同"},
    "console.contract_make": {"en": "Create and write its terms", "zh": "创建并编写条款"},
    "console.plan": {"en": "Plan", "zh": "方案"},
    "console.products": {"en": "Products", "zh": "产品"},
    "console.regions": {"en": "Regions", "zh": "地区"},
    "console.environments": {"en": "Environments", "zh": "环境"},
    "console.monthly_fee": {"en": "Monthly fee", "zh": "月费"},
    "console.is_public": {"en": "May count in published attainment", "zh": "可计入公开达成率"},
    "console.is_public_text": {
        "en": "Only totals over all such contracts are published, never a customer.",
        "zh": "只公布这类合同的合计，不会公布单个客户。",
    },
    "console.all_if_empty": {"en": "Separated by commas; empty means all.", "zh": "以逗号分隔；留空表示全部。"},
    "console.in_effect": {"en": "In effect", "zh": "生效版本"},
    "console.not_in_effect": {"en": "none", "zh": "无"},
    "console.draft": {"en": "Draft", "zh": "草稿"},
    "console.draft_new": {"en": "New version", "zh": "新版本"},
    "console.draft_go_on": {"en": "Go on with the draft", "zh": "继续编辑草稿"},
    "console.contracts_empty": {"en": "No contracts yet", "zh": "还没有合同"},
    "console.contracts_empty_text": {
        "en": "A contract says what a customer was promised. Start from a ready one and change what differs.",
        "zh": "合同说明对客户的承诺。可以从现成的合同开始，修改不同之处。",
    },
    "console.version_is.now": {"en": "in effect now", "zh": "现行有效"},
    "console.version_is.later": {"en": "takes effect later", "zh": "尚未生效"},
    "console.version_is.past": {"en": "superseded", "zh": "已被取代"},
    "console.no_version": {"en": "No version is published", "zh": "没有已发布的版本"},
    "console.no_version_text": {
        "en": "Tickets of this customer stay uncovered until a version takes effect.",
        "zh": "在某个版本生效之前，该客户的工单没有合同覆盖。",
    },
    "console.effective": {"en": "Effective", "zh": "有效期"},
    "console.published": {"en": "Published", "zh": "发布时间"},
    "console.versions": {"en": "Versions", "zh": "版本"},
    "console.as_written": {"en": "As written (YAML)", "zh": "原文（YAML）"},
    "console.wrong_count": {"en": "{count} {count:error|errors}", "zh": "{count} 处错误"},
    "console.care_count": {"en": "{count} to think about", "zh": "{count} 处提醒"},
    "console.nothing_wrong": {"en": "No errors", "zh": "没有错误"},
    "console.publish": {"en": "Publish", "zh": "发布"},
    "console.start_from": {"en": "Start from a ready contract:", "zh": "从现成的合同开始："},
    "console.found": {"en": "What was found", "zh": "检查结果"},
    "console.source": {"en": "Terms in YAML", "zh": "条款（YAML）"},
    "console.save_check": {"en": "Save and check", "zh": "保存并检查"},
    "console.draft_text": {
        "en": "A draft binds nobody. Once published, a version never changes.",
        "zh": "草稿没有约束力。版本一经发布便不再更改。",
    },
    "console.reads": {"en": "How it reads", "zh": "条款正文"},
}
