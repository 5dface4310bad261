"""Texts of the contract pages."""

from __future__ import annotations

CONTRACTS: dict[str, dict[str, str]] = {
    "console.contract_new": {"en": "New contract", "zh": "新建合同"},
    "console.contract_make": {"en": "Create and write its terms", "zh": "创建并编写条款"},
    "console.plan": {"en": "Plan", "zh": "方案"},
    "console.products": {"en": "Products", "zh": "产品"},
    "console.products_empty": {"en": "No products yet", "zh": "还没有产品"},
    "console.products_empty_text": {
        "en": "A ticket is about a product and a contract covers at least one. Add the first one.",
        "zh": "工单针对产品，合同至少覆盖一个产品。请先添加一个。",
    },
    "console.product_new": {"en": "New product", "zh": "新建产品"},
    "console.product_make": {"en": "Add the product", "zh": "添加产品"},
    "console.product_offered": {"en": "offered", "zh": "可选"},
    "console.product_retired": {"en": "retired", "zh": "已停用"},
    "console.product_rename": {"en": "Rename", "zh": "重命名"},
    "console.product_rename_help": {
        "en": "Shown on every ticket and contract at once. The short name stays: the ledger knows the product by it.",
        "zh": "所有工单和合同立即显示新名称。短名不变：存证记录以短名指称该产品。",
    },
    "console.product_retire": {"en": "Retire the product", "zh": "停用产品"},
    "console.product_retire_text": {
        "en": "It is offered no more for new tickets and new contracts. Tickets and contracts that there are go on.",
        "zh": "新工单和新合同不再提供该产品。已有的工单和合同照常进行。",
    },
    "console.product_restore": {"en": "Offer it again", "zh": "恢复使用"},
    "console.product_restore_text": {
        "en": "New tickets and new contracts can then name it again.",
        "zh": "恢复后，新工单和新合同可以再次选择该产品。",
    },
    "console.product_retired_now": {"en": "Retired: it is offered no more.", "zh": "已停用，不再提供选择。"},
    "console.product_restored_now": {"en": "Offered again.", "zh": "已恢复，可再次选择。"},
    "console.product_slug": {"en": "Short name", "zh": "短名"},
    "console.product_slug_help": {"en": "Letters, digits and hyphens.", "zh": "字母、数字和连字符。"},
    "console.components": {"en": "Components", "zh": "组件"},
    "console.components_help": {
        "en": "Separated by commas; a ticket then names one of them.",
        "zh": "以逗号分隔；工单将从中选择一个。",
    },
    "console.components_change": {"en": "Change the components", "zh": "修改组件"},
    "console.components_change_help": {
        "en": "One on each line, in the order in which they are offered. Tickets that there are keep theirs; with "
        "none, a ticket names what it likes.",
        "zh": "每行一个，按显示顺序排列。已有工单的组件不变；全部清空后，工单可自由填写组件。",
    },
    "console.components_changed": {
        "en": "Saved: new tickets name one of these components.",
        "zh": "已保存，新工单将从这些组件中选择。",
    },
    "console.components_cleared": {
        "en": "Saved: new tickets name whatever component they like.",
        "zh": "已保存，新工单可自由填写组件。",
    },
    "console.regions": {"en": "Regions", "zh": "区域"},
    "console.environments": {"en": "Environments", "zh": "环境"},
    "console.monthly_fee": {"en": "Monthly fee", "zh": "月费"},
    "console.no_currency": {"en": "(the contract states no currency)", "zh": "（合同未写明币种）"},
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
    "console.publish_means": {
        "en": "Version {number} can never be changed again. It holds for tickets filed once it is in effect.",
        "zh": "第 {number} 版发布后不可更改，适用于其生效后提交的工单。",
    },
    "console.publish_sure": {"en": "Publish version {number}", "zh": "发布第 {number} 版"},
    "console.confirm_warnings": {
        "en": "Updates are meant to be this frequent",
        "zh": "确认采用如此频繁的进展更新",
    },
    "console.start_from": {"en": "Start from a ready contract:", "zh": "从现成的合同开始："},
    "console.found": {"en": "What was found", "zh": "检查结果"},
    "console.source": {"en": "Terms in YAML", "zh": "条款（YAML）"},
    "console.save_check": {"en": "Save and check", "zh": "保存并检查"},
    "console.draft_text": {
        "en": "A draft binds nobody. Once published, a version never changes.",
        "zh": "草稿没有约束力。版本一经发布便不再更改。",
    },
    "console.calendars": {"en": "Calendars", "zh": "日历"},
    "console.calendar_known": {
        "en": "holidays known until 31 Dec {year}",
        "zh": "节假日已知至{year}年12月31日",
    },
    "console.calendar_ends": {"en": "Calendar ends 31 Dec {year}", "zh": "日历将于{year}年12月31日到期"},
    "console.calendar_ended": {"en": "Calendar ended 31 Dec {year}", "zh": "日历已于{year}年12月31日到期"},
    "console.edition": {"en": "Edition {number}", "zh": "日历第 {number} 版"},
    "console.edition_add": {"en": "Add further years", "zh": "增加后续年份"},
    "console.edition_add_text": {
        "en": "State what has been decreed: for each calendar the last year that is known now, and the days of the "
        "years in between. Nothing that was known can change, and no deadline that was given moves.",
        "zh": "请写明已公布的安排：每个日历目前已知的最后年份，以及其间各年的日期。"
        "已知的日期不能更改，已给出的截止时间也不会变动。",
    },
    "console.edition_days": {"en": "Days in YAML", "zh": "日期（YAML）"},
    "console.edition_check": {"en": "Check and show what it adds", "zh": "检查并显示新增内容"},
    "console.edition_publish": {"en": "Publish this edition", "zh": "发布此版日历"},
    "console.edition_changed": {
        "en": "If you change the days, check them again: only what was shown here is published.",
        "zh": "修改日期后请重新检查：只会发布此处显示过的内容。",
    },
    "console.edition_published": {
        "en": "The edition is published. Open tickets stand under it now.",
        "zh": "新版日历已发布，处理中的工单已适用。",
    },
    "console.edition_adds": {"en": "What it adds", "zh": "新增内容"},
    "console.edition_off": {"en": "{count} {count:day|days} off", "zh": "放假 {count} 天"},
    "console.edition_worked": {
        "en": "{count} weekend {count:day|days} worked",
        "zh": "调休上班 {count} 天",
    },
    "console.edition_none_off": {"en": "none at all: is that meant?", "zh": "全年不放假，是否属实？"},
    "console.edition_tickets": {
        "en": "{count} open {count:ticket goes|tickets go} over to it. Ended tickets keep the edition that they had.",
        "zh": "{count} 张处理中的工单将适用此版；已结束的工单仍按其结束时的版本。",
    },
    "console.edition_no_tickets": {
        "en": "No ticket is open under this version.",
        "zh": "此版本下没有处理中的工单。",
    },
    "console.days_known": {
        "en": "Known until 31 Dec {year}. List what was decreed since, or remove this calendar.",
        "zh": "已知至{year}年12月31日。请列出此后公布的安排，或删除此日历。",
    },
    "console.days_off": {
        "en": "dates: the days off; [] where there are none.",
        "zh": "dates：放假日期；没有则写 []。",
    },
    "console.days_worked": {
        "en": "make_up: weekend days that are worked, and the weekday whose hours they have.",
        "zh": "make_up：调休上班的日期，以及当天采用周几的工作时间。",
    },
    "console.reads": {"en": "How it reads", "zh": "条款正文"},
}
