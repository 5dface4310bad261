"""Words that every surface shares; business words stand in their contexts."""

from __future__ import annotations

from upheld.i18n.ui_vocabulary import UI_WORDS

WORDS: dict[str, dict[str, str]] = {
    **UI_WORDS,
    "refused.not_found": {
        "en": "Not found, or you don’t have access.",
        "zh": "未找到，或您无权查看。",
    },
    "refused.not_allowed": {"en": "You are not allowed to do this.", "zh": "您没有权限执行此操作。"},
    "refused.actor_ended": {
        "en": "This account was closed a moment ago, so nothing was changed.",
        "zh": "该账号刚刚已被停用，未作任何更改。",
    },
    "common.html_lang": {"en": "en", "zh": "zh-Hans"},
    "common.save": {"en": "Save", "zh": "保存"},
    "common.done": {"en": "Done.", "zh": "已完成。"},
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
    "refused.nul_in_field": {
        "en": "The field “{field}” holds a NUL character, which no text may hold; remove it.",
        "zh": "字段“{field}”包含空字符（NUL），文本中不允许出现，请删除。",
    },
    "refused.nul_in_address": {
        "en": "The address holds a NUL character; check the link.",
        "zh": "地址中包含空字符（NUL），请检查链接。",
    },
    "refused.length_missing": {
        "en": "Send the body with a Content-Length.",
        "zh": "请求正文必须带有 Content-Length。",
    },
    "refused.length_wrong": {
        "en": "Content-Length is not a number of bytes.",
        "zh": "Content-Length 不是有效的字节数。",
    },
    "refused.search_too_long": {
        "en": "This search takes too long, because many long texts match in part. Add a rarer word.",
        "zh": "匹配的长文本过多，搜索超时。请补充一个更少见的词。",
    },
    "refused.bad_cursor": {
        "en": "This cursor was given by no page; leave it out to begin.",
        "zh": "游标无效；省略该参数即可从头开始。",
    },
    "refused.body_too_slow": {
        "en": "The data arrived too slowly. Try again on a faster connection, or send less at a time.",
        "zh": "数据传输过慢。请换用更快的网络重试，或分批发送。",
    },
    "refused.downloads_busy": {
        "en": "Too many downloads are running. Wait for one to finish, then try again.",
        "zh": "同时进行的下载过多。请等待其中一个完成后再试。",
    },
    "refused.disk_full": {
        "en": "The disk of this system is almost full, so nothing can be saved. Nothing was changed, and reading still"
        " works. Ask an administrator to free disk space, then try again.",
        "zh": "系统磁盘空间即将用尽，暂时无法保存。数据没有改动，仍可正常查看。请联系管理员清理磁盘后重试。",
    },
    "refused.disk_low": {
        "en": "The disk of this system is running low, so uploads and exports are paused. Ask an administrator to free"
        " disk space, then try again.",
        "zh": "系统磁盘空间不足，上传和导出已暂停。请联系管理员清理磁盘后重试。",
    },
    "refused.body_too_big": {
        "en": "This is larger than the {limit} KB that are taken at once.",
        "zh": "内容超过单次允许的 {limit} KB。",
    },
    "stop.not_found": {"en": "Page not found", "zh": "页面不存在"},
    "stop.not_allowed": {"en": "Not allowed", "zh": "没有权限"},
    "stop.refused": {"en": "Not possible now", "zh": "目前无法执行"},
    "stop.bad_request": {"en": "The request could not be read", "zh": "无法读取请求"},
    "stop.failed": {"en": "Something went wrong on our side", "zh": "服务端出现错误"},
    "stop.failed_text": {
        "en": "No changes were made. The error is in the log. Try again in a moment.",
        "zh": "未做任何更改。错误已记入日志，请稍后再试。",
    },
    "stop.disk_full": {"en": "Nothing can be saved at the moment", "zh": "暂时无法保存"},
    "stop.come_again": {"en": "Please try again shortly", "zh": "请稍后再试"},
    "stop.busy": {"en": "The database is busy or away", "zh": "数据库繁忙或暂时不可用"},
    "stop.time_held": {"en": "Changes have to wait a moment", "zh": "暂时不能提交更改"},
    "stop.time_held_text": {
        "en": "The database's clock has jumped forward. Until the time is certain again nothing is recorded, so that no"
        " deadline is missed by mistake. What you can read is current; please try again in a few minutes.",
        "zh": "数据库的时钟突然前跳。时间核实之前不记录任何更改，以免误判超时。页面内容仍是最新的，请几分钟后再试。",
    },
    "stop.busy_text": {
        "en": "No changes were made. Try again in a few seconds.",
        "zh": "未做任何更改，请几秒后再试。",
    },
    "stop.still_there": {
        "en": "What you wrote is still in the form: go back in your browser, and send it again later.",
        "zh": "您填写的内容仍保留在表单中：请用浏览器返回上一页，稍后重新提交。",
    },
    "stop.csrf": {
        "en": "This form was open too long or comes from elsewhere. Go back, reload the page and send it again.",
        "zh": "该表单打开时间过长，或并非来自本站。请返回并刷新页面后重新提交。",
    },
    "stop.damaged": {"en": "A record is damaged", "zh": "数据记录已损坏"},
    "damaged.version": {
        "en": "Contract {contract}, version {number}, cannot be read: its record in the database is damaged. Ask an"
        " administrator to run upheld check, which lists damaged versions, and to restore a backup.",
        "zh": "合同 {contract} 的第 {number} 版无法读取：其数据库记录已损坏。请联系管理员运行 upheld check"
        " 查看损坏的版本，并从备份恢复。",
    },
    "damaged.entry": {
        "en": "Entry {index} of the ledger, about {subject}, cannot be read: it is damaged. Ask an administrator to run"
        " upheld clocks rebuild --check, which lists damaged tickets, and to restore a backup.",
        "zh": "存证记录第 {index} 条（{subject}）已损坏，无法读取。请联系管理员运行 upheld clocks rebuild --check"
        " 查看受损工单，并从备份恢复。",
    },
    "damaged.log": {
        "en": "Nothing can be recorded in account {account}: its log does not end where the database says. Ask an"
        " administrator to run upheld check, which says how to repair it.",
        "zh": "账户 {account} 暂时无法记录任何操作：其存证记录的末尾与数据库所载不一致。请联系管理员运行 upheld check"
        " 查看修复方法。",
    },
    "damaged.too_many_cycles": {
        "en": "This ticket has missed more than {most} update cycles. They cannot be listed any more, so nothing can be"
        " done on it and figures leave it out. Publish a contract version with a longer update cadence and file a new"
        " ticket.",
        "zh": "该工单错过的进展更新周期已超过 {most} 个，无法再逐一列出，因此无法继续处理，指标中也不再计入。"
        "请发布更新间隔更长的合同版本，并提交新工单。",
    },
    "damaged.ticket": {
        "en": "Ticket #{number} cannot be assessed: its ledger entries or its contract version are damaged. Ask an"
        " administrator to run upheld check and to restore a backup.",
        "zh": "工单 #{number} 无法计算：其存证记录或合同版本已损坏。请联系管理员运行 upheld check，并从备份恢复。",
    },
    "stop.request": {"en": "Request ID: {id}", "zh": "请求编号：{id}"},
    "stop.home": {"en": "Home", "zh": "回到首页"},
}
