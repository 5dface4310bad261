"""Words of the desk: states, kinds of entries, and why an act on a ticket is refused."""

from __future__ import annotations

from upheld.desk.words_arbitration import ARBITRATION, CONFLICTS

REFUSALS = {
    "needs_a_person": (
        "A machine’s token cannot do this. Use a person’s token, or the page.",
        "机器令牌不能执行此操作，请使用个人令牌或在页面上操作。",
    ),
    "no_such_ticket": ("There is no ticket {number} that you may see.", "没有您可以查看的工单 {number}。"),
    "no_such_wait": ("There is no such wait on this ticket.", "此工单没有该等待项。"),
    "no_such_delivery": (
        "There is no such workaround or resolution on this ticket.",
        "此工单没有该临时方案或解决方案。",
    ),
    "no_such_claim": ("There is no such exclusion claim on this ticket.", "此工单没有该免责主张。"),
    "no_such_proposal": ("There is no such proposal on this ticket.", "此工单没有该提议。"),
    "no_such_message": ("There is no such message of yours on this ticket.", "此工单没有您的这条消息。"),
    "no_such_attachment": (
        "A file named here is not yours, or belongs to a message already.",
        "所列文件不是您上传的，或已属于另一条消息。",
    ),
    "no_such_reply": ("There is no such saved reply.", "没有该常用回复。"),
    "no_such_group": ("There is no such support group.", "没有该支持组。"),
    "no_such_person": (
        "There is no such person who could have this part here.",
        "没有可以在此担任该角色的人员。",
    ),
    "no_such_organisation": ("There is no such customer that you may see.", "没有您可以查看的该客户。"),
    "no_such_product": ("Choose one of the products in service.", "请选择在服务范围内的产品。"),
    "wrong_evidence": (
        "The contract does not ask for this evidence, or not in this form: {names}.",
        "合同不要求这些证据，或其类型不符：{names}。",
    ),
    "evidence_missing": ("The clause asks for this evidence: {names}.", "该条款要求提供以下证据：{names}。"),
    "not_in_group": ("This person is not a member of the chosen group.", "此人不是所选支持组的成员。"),
    "empty": ("Please write something here.", "请填写此项。"),
    "too_long": ("At most {most} characters, please; these are {found}.", "最多 {most} 个字符，现有 {found} 个。"),
    "too_many": ("At most {most}, please.", "最多 {most} 个。"),
    "no_instant": ("This lies outside the years 1 to 9999 in UTC.", "该时刻换算为 UTC 后不在公元 1 年至 9999 年之间。"),
    "no_nul": ("This text contains a NUL character; please remove it.", "文本中含有 NUL 字符，请删除。"),
    "not_unicode": ("This text is not valid Unicode.", "文本不是有效的 Unicode。"),
    "no_items": ("Name at least one item that you need from the customer.", "请至少列出一项需要客户提供的内容。"),
    "not_among": ("Choose one of: {among}.", "请从以下选项中选择：{among}。"),
    "someone_replied": (
        "This ticket went on while you wrote. Your text is kept; read what is new, then send again.",
        "您书写期间，该工单有了新的进展。您的内容已保留，请先阅读新内容再发送。",
    ),
    "requester_needed": ("Say for which person of the customer this is filed.", "请指明代客户的哪位人员提单。"),
    "may_not_file_for_others": ("Only the vendor’s staff file for others.", "只有厂商人员可以代他人提单。"),
    "already_decided": ("This was decided already.", "此项已经作出决定。"),
    "only_raise": (
        "The severity is {severity}; name a higher one. To have it lowered or corrected, open a dispute.",
        "当前级别为 {severity}，请选择更高的级别。如需降低或更正，请提出争议。",
    ),
    "no_floor_to_lift": (
        "There is nothing to lift: the newest measurements still give this minimum severity.",
        "无需解除：当前最低级别由最新监测结果决定。",
    ),
    "nothing_measured": ("Give at least one measured value.", "请至少提供一项监测值。"),
    "below_floor": (
        "Measured: {measured}. That is {floor} at least; only an arbiter’s ruling in a dispute makes it {severity}.",
        "监测结果：{measured}。按合同标准至少为 {floor}；要定为 {severity}，须由仲裁人在争议中裁决。",
    ),
    "not_independent": ("You cannot rule on this case. Reason: {reasons}.", "您不能裁决此案，原因：{reasons}。"),
    "joined_later": (
        "Only people who belonged to the customer when the ticket was filed can agree. Ask a colleague who did.",
        "只有提单时已属于客户一方的人员才能同意。请由这样的同事操作。",
    ),
    "nothing_to_agree": (
        "No open case of this ticket needs your agreement to this arbiter.",
        "此工单没有需要您同意该仲裁人的案件。",
    ),
    "dispute_open": ("A dispute is open already; it has to end first.", "已有未结束的争议，须先结束。"),
    "no_open_dispute": ("There is no open dispute.", "没有未结束的争议。"),
    "too_many_cases": (
        "This ticket has {most} of these already, which is the most. Write a reply instead.",
        "此工单已有 {most} 项，达到上限。请改为发送回复。",
    ),
    "already_proposed": ("Ending this ticket is proposed already.", "已提议结束此工单。"),
    "later_filing": (
        "Ticket {number} was filed later. The earlier filing is the one that goes on.",
        "工单 {number} 提交更晚；应由较早提交的工单继续。",
    ),
    "no_survivor": (
        "A duplicate needs the number of the ticket that goes on.",
        "作为重复工单结束时，需填写并入的工单编号。",
    ),
    "into_closed": (
        "Ticket {number} has ended; a duplicate needs one that goes on.",
        "工单 {number} 已结束，不能并入。",
    ),
    "file_too_large": ("A file may have {most} MiB at most.", "文件最大 {most} MiB。"),
    "ticket_uploads_full": (
        "The files of this ticket may take {most} MiB together. Send the file another way, or file a new ticket.",
        "此工单的附件总量上限为 {most} MiB。请改用其他方式发送，或另建工单。",
    ),
    "ticket_files_full": (
        "A ticket may have {most} files. Put several files into one archive, or file a new ticket.",
        "每个工单最多 {most} 个附件。请将多个文件打包上传，或另建工单。",
    ),
    "organisation_uploads_full": (
        "The files of this customer may take {most} MiB together. The vendor’s administrator can raise the limit.",
        "该客户的附件总量上限为 {most} MiB。如需提高上限，请联系厂商管理员。",
    ),
    "uploads_full": (
        "All files together may take {most} MiB. The vendor’s administrator can raise the limit.",
        "全部附件的总量上限为 {most} MiB。如需提高上限，请联系厂商管理员。",
    ),
    "file_empty": ("The file is empty.", "文件为空。"),
    "file_unnamed": ("The file needs a name.", "文件需要有名称。"),
    "file_kind": ("Files like {name} are not taken; put it into an archive.", "不接受 {name} 这类文件，请打包后上传。"),
    "too_many_files": ("At most {most} files in one message.", "每条消息最多 {most} 个文件。"),
}
ACTS = {
    "view": ("You may not read this ticket.", "您无权查看此工单。"),
    "view_internal": ("Internal notes are for the vendor’s staff.", "内部备注仅厂商人员可见。"),
    "file": ("Your roles do not let you file a ticket here.", "您的角色不能在此提单。"),
    "reply": ("Your roles do not let you reply here.", "您的角色不能在此回复。"),
    "attach": ("Your roles do not let you add files here.", "您的角色不能在此添加文件。"),
    "note": ("Only the vendor’s staff write internal notes.", "只有厂商人员可以写内部备注。"),
    "request_information": ("Only those who handle the ticket ask for information.", "只有处理人员可以索取信息。"),
    "void_wait": ("Only an arbiter voids a wait.", "只有仲裁人可以裁决等待无效。"),
    "provide": ("Only those who handle the ticket provide solutions.", "只有处理人员可以提供方案。"),
    "decide_delivery": ("Only the customer accepts or rejects.", "只有客户可以接受或拒绝。"),
    "change_severity": ("Only those who handle the ticket reclassify it.", "只有处理人员可以重新定级。"),
    "measure": (
        "Only the vendor’s staff and its monitoring record measurements.",
        "只有厂商人员及其监控可以记录监测值。",
    ),
    "lift_floor": (
        "Only those who handle the ticket lift a minimum severity.",
        "只有处理人员可以解除最低级别。",
    ),
    "raise_impact": ("Only the customer reports a higher impact.", "只有客户可以上报更大的影响。"),
    "dispute": ("Only the customer disputes a severity.", "只有客户可以对级别提出争议。"),
    "rule": ("Only an arbiter rules.", "只有仲裁人可以裁决。"),
    "agree_arbiter": ("Only the customer agrees to an arbiter.", "只有客户可以同意仲裁人。"),
    "claim_exclusion": ("Only those who handle the ticket claim an exclusion.", "只有处理人员可以主张免责。"),
    "decide_exclusion": (
        "Only the customer or an arbiter decides on an exclusion.",
        "只有客户或仲裁人可以决定免责主张。",
    ),
    "reopen": ("Only the customer reopens.", "只有客户可以重新打开。"),
    "withdraw": ("Only the customer withdraws a ticket.", "只有客户可以撤回工单。"),
    "propose_cancellation": ("Only those who handle the ticket propose to end it.", "只有处理人员可以提议结束工单。"),
    "decide_cancellation": (
        "Only the customer or an arbiter agrees to end a ticket.",
        "只有客户或仲裁人可以同意结束工单。",
    ),
    "assign": ("Your roles do not let you assign tickets.", "您的角色不能分派工单。"),
    "describe": ("Your roles do not let you change this ticket’s details.", "您的角色不能修改工单信息。"),
    "watch": ("Your roles do not let you change who follows this ticket.", "您的角色不能更改关注人。"),
    "link": ("Your roles do not let you link tickets.", "您的角色不能关联工单。"),
    "save_reply": ("Saved replies are for the vendor’s staff.", "常用回复仅供厂商人员使用。"),
}
VIA = {
    "person": ("{name}, by API with their token", "{name}（通过其 API 令牌）"),
    "machine": ("program of {name}, by API", "{name} 的程序（通过 API）"),
}
UNCOVERED = {
    "no_contract": ("This customer has no contract.", "该客户没有合同。"),
    "product_not_covered": ("No contract of this customer covers the product.", "该客户的合同不包含此产品。"),
    "region_not_covered": ("The contract does not cover this region.", "合同不包含该区域。"),
    "environment_not_covered": ("The contract does not cover this environment.", "合同不包含该环境。"),
    "not_effective": ("No version of the contract was in effect at filing.", "提单时没有生效的合同版本。"),
}
ENVIRONMENTS = {"production": ("Production", "生产环境"), "test": ("Test", "测试环境")}
FLOOR = {
    "value": ("{name} = {value}", "{name} = {value}"),
    "truth": ("{name}: {value}", "{name}：{value}"),
    "next": ("; ", "；"),
    "said": ("Measured: {what}", "监测：{what}"),
    "by": ("{what} ({source})", "{what}（{source}）"),
    "binds": ("Not below {floor} without a ruling.", "未经裁决不得低于 {floor}。"),
    "stands": (
        "It comes from an earlier measurement ({what}) and stays until the vendor lifts it with a reason.",
        "由较早的监测结果（{what}）决定；厂商说明原因解除之前持续有效。",
    ),
    "lift": ("Lift the minimum severity", "解除最低级别"),
    "under": (
        "The severity is {severity}, below what was measured: that is {floor} at least.",
        "当前级别为 {severity}，低于监测结果：至少应为 {floor}。",
    ),
    "raise": ("Set it to {floor}", "改为 {floor}"),
    "barred": ("{level} (not below {floor}: measured)", "{level}（监测结果不允许低于 {floor}）"),
}
ENTRIES = {
    "ticket.filed": ("Ticket filed", "提交工单"),
    "severity.changed": ("Severity changed", "级别变更"),
    "severity.disputed": ("Severity disputed", "提出级别争议"),
    "dispute.withdrawn": ("Dispute withdrawn", "撤回争议"),
    "arbiter.agreed": ("Arbiter agreed to", "同意仲裁人"),
    "role.given": ("Role given", "授予角色"),
    "vendor.zone_changed": ("Time zone of the vendor changed", "更改厂商时区"),
    "role.taken": ("Role taken", "撤销角色"),
    "group.joined": ("Joined a support group", "加入支持组"),
    "group.left": ("Left a support group", "退出支持组"),
    "severity.ruled": ("Severity ruled", "级别裁决"),
    "evidence.measured": ("Measured", "监测"),
    "floor.lifted": ("Minimum severity lifted", "解除最低级别"),
    "vendor.replied": ("Vendor replied", "厂商回复"),
    "information.requested": ("Information requested", "索取信息"),
    "customer.replied": ("Customer replied", "客户回复"),
    "wait.voided": ("Wait voided", "裁决等待无效"),
    "workaround.provided": ("Workaround provided", "提供临时方案"),
    "workaround.accepted": ("Workaround accepted", "接受临时方案"),
    "workaround.rejected": ("Workaround rejected", "拒绝临时方案"),
    "resolution.provided": ("Resolution provided", "提供解决方案"),
    "resolution.accepted": ("Resolution accepted", "接受解决方案"),
    "resolution.rejected": ("Resolution rejected", "拒绝解决方案"),
    "ticket.reopened": ("Ticket reopened", "重新打开"),
    "exclusion.claimed": ("Exclusion claimed", "主张免责"),
    "exclusion.accepted": ("Exclusion granted", "接受免责"),
    "exclusion.rejected": ("Exclusion refused", "不接受免责"),
    "ticket.cancelled": ("Ticket cancelled", "工单取消"),
    "ticket.merged": ("Ticket merged", "工单合并"),
    "ticket.assigned": ("Ticket assigned", "工单分派"),
    "ticket.dimensions_changed": ("Details changed", "修改信息"),
    "ticket.described": ("Details changed", "修改信息"),
    "cancellation.proposed": ("Ending proposed", "提议结束"),
    "cancellation.refused": ("Ending refused", "拒绝结束"),
    "clock.at_risk": ("Clock at risk", "超时预警"),
    "clock.decided": ("Clock decided", "计时判定"),
    "clock.moved": ("Deadline moved", "截止时间变动"),
    "escalation.reached": ("Escalation step reached", "触发升级"),
    "delivery.accepted_by_silence": ("Accepted by silence", "逾期自动确认"),
    "person.redacted": ("Person’s texts erased", "个人内容已删除"),
    "contract.published": ("Contract version published", "发布合同版本"),
    "contract.extended": ("Calendar edition published", "发布日历新版"),
    "ticket.calendar_extended": ("Calendar known for further years", "日历延至后续年份"),
}

DIMENSIONS = {
    "component": ("Component: {before} → {after}", "组件：{before} → {after}"),
    "platform": ("Platform: {before} → {after}", "平台：{before} → {after}"),
    "sdk_version": ("SDK version: {before} → {after}", "SDK 版本：{before} → {after}"),
    "region": ("Region: {before} → {after}", "区域：{before} → {after}"),
    "baseline": (
        "{changes} (changed before such changes were recorded)",
        "{changes}（在开始记录此类变更之前已修改）",
    ),
}

EXCLUSIONS = {
    "claimed.vendor": ("The vendor claims: {what}", "厂商主张：{what}"),
    "accepted.customer": ("The customer granted: {what}", "客户同意：{what}"),
    "accepted.arbiter": ("The arbiter granted: {what}", "仲裁人准予：{what}"),
    "rejected.customer": ("The customer contested: {what}", "客户提出异议：{what}"),
    "rejected.arbiter": ("The arbiter refused: {what}", "仲裁人驳回：{what}"),
    "ticket": ("{clause} (the whole ticket is left out of the figures)", "{clause}（整个工单不计入统计）"),
    "interval": ("{clause} (part of the time does not count)", "{clause}（部分时间不计入）"),
}


def _under(prefix: str, words: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    return {f"{prefix}{code}": {"en": english, "zh": chinese} for code, (english, chinese) in words.items()}


WORDS: dict[str, dict[str, str]] = {
    **_under("refused.", REFUSALS),
    **_under("refused.may_not_", ACTS),
    **_under("via.", VIA),
    **_under("conflict.", CONFLICTS),
    **_under("arbitration.", ARBITRATION),
    **_under("uncovered.", UNCOVERED),
    **_under("environment.", ENVIRONMENTS),
    **_under("floor.", FLOOR),
    **_under("dimension.", DIMENSIONS),
    **_under("exclusion.", EXCLUSIONS),
    **_under("entry.", ENTRIES),
}
