"""Words of the reports."""

from __future__ import annotations

REFUSALS = {
    "no_such_period": (
        "There is no period {name}; write a month like 2026-10 or a quarter like 2026-Q4.",
        "没有 {name} 这样的周期；请写月份（如 2026-10）或季度（如 2026-Q4）。",
    ),
    "period_not_over": (
        "{period} is not over yet; figures are published when it is, in the zone of every contract.",
        "{period} 尚未结束；在所有合同所在时区都结束后才能发布。",
    ),
    "same_figures": (
        "Nothing has happened since that changes the figures published last for {period}.",
        "{period} 上次发布之后没有发生任何影响数据的变化。",
    ),
    "published_meanwhile": (
        "Somebody else published or withdrew {period} at the same moment. Look at it, then publish again.",
        "其他人刚刚发布或撤回了 {period}，请查看后再发布。",
    ),
    "damaged_tickets": (
        "These tickets have damaged records, so the figures would be incomplete: {numbers}. Ask your administrator.",
        "以下工单的记录已损坏，数据不完整：{numbers}。请联系管理员。",
    ),
    "reason_missing": (
        "Write in “reason” why it is taken back; everybody can read it.",
        "请填写撤回原因（reason），所有人都能看到。",
    ),
    "reason_too_long": (
        "Shorten the reason to at most {most} characters.",
        "请将原因缩短到 {most} 字以内。",
    ),
    "already_withdrawn": ("This report was taken back already.", "此报告已撤回。"),
    "no_such_credit": ("There is no such credit that you may see.", "没有您可以查看的该服务赔偿。"),
    "credit_stands": (
        "This credit is {state}; that step is not open to it.",
        "该服务赔偿当前状态为 {state}，不能执行此操作。",
    ),
    "bad_export": (
        "This is no export of ours, or it is not whole: {reason}",
        "这不是有效的导出文件，或文件不完整：{reason}",
    ),
    "too_large_to_check": (
        "This export is too large to be checked at once: {reason}",
        "该导出文件过大，无法一次核验：{reason}",
    ),
    "export_too_large": (
        "This export would be too large to be checked. Choose a shorter period: a month instead of a quarter.",
        "该导出文件过大，将无法核验。请选择较短的周期：以月代替季度。",
    ),
    "other_engine": (
        "Engine {engine} made this archive, and this program counts by engine {own}: ask for a new export.",
        "该文件由引擎版本 {engine} 生成，而本程序按引擎版本 {own} 计算：请重新导出。",
    ),
    "may_not_publish": ("Only support managers publish reports.", "只有支持经理可以发布报告。"),
    "may_not_credit": ("Only support managers propose credits.", "只有支持经理可以提出服务赔偿。"),
    "may_not_claim_credit": ("Only a manager of the customer claims a credit.", "只有客户负责人可以申领服务赔偿。"),
    "may_not_waive_credit": ("Only a manager of the customer waives a credit.", "只有客户负责人可以放弃服务赔偿。"),
    "credit_other_amount": (
        "Nothing was done: the credit is now {currency} {amount}. Check it, then confirm that amount.",
        "未作处理：当前金额为 {currency} {amount}，请核对后再确认。",
    ),
    "credit_is_zero": (
        "Nothing is due by the present figures, so there is nothing to claim or to waive.",
        "按当前数据没有应付的服务赔偿，无需申领，也无需放弃。",
    ),
    "may_not_approve_credit": ("Only support managers approve credits.", "只有支持经理可以批准服务赔偿。"),
    "may_not_pay_credit": ("Only support managers note a payment.", "只有支持经理可以登记支付。"),
}
WORDS_HERE = {
    "entry.attainment.published": ("Attainment published", "发布达成率"),
    "entry.attainment.withdrawn": ("Attainment withdrawn", "撤回达成率"),
    "entry.credit.proposed": ("Credit proposed", "提出服务赔偿"),
    "entry.credit.claimed": ("Credit claimed", "申领服务赔偿"),
    "entry.credit.waived": ("Credit waived", "放弃服务赔偿"),
    "entry.credit.approved": ("Credit approved", "批准服务赔偿"),
    "entry.credit.paid": ("Credit paid", "支付服务赔偿"),
    "credit.proposed": ("Proposed", "待申领"),
    "credit.claimed": ("Claimed", "已申领"),
    "credit.waived": ("Waived", "已放弃"),
    "credit.approved": ("Approved", "已批准"),
    "credit.paid": ("Paid", "已支付"),
    "stake.over": (
        "Credit for {period}: {currency} {without} without the exclusion, {currency} {granted} with it.",
        "{period} 的服务赔偿：不免责为 {currency} {without}，免责后为 {currency} {granted}。",
    ),
    "stake.running": (
        (
            "Credit for {period}, by the figures so far: {currency} {without} without the exclusion, "
            "{currency} {granted} with it."
        ),
        "{period} 的服务赔偿（按目前数据）：不免责为 {currency} {without}，免责后为 {currency} {granted}。",
    ),
    "stake.same": (
        "By the figures so far, no credit depends on this exclusion.",
        "按目前数据，此免责不影响服务赔偿。",
    ),
    "stake.none": ("The contract grants no credits.", "合同未约定服务赔偿。"),
    "report.attainment": ("Attainment", "达成率"),
    "report.approve_means": (
        "You agree to pay {currency} {amount}; this cannot be taken back.",
        "您将批准支付 {currency} {amount}，此操作无法撤销。",
    ),
    "report.pay_means": (
        "You record that {currency} {amount} was paid or set off; this cannot be taken back.",
        "您将登记 {currency} {amount} 已支付或抵扣，此操作无法撤销。",
    ),
    "report.engine": ("counted by engine {number}", "计算引擎版本 {number}"),
    "report.engines": (
        "Engine {old} counted the earlier one, engine {new} the later one: a difference may come from the rules alone.",
        "前一份由引擎版本 {old} 计算，后一份由引擎版本 {new} 计算，差异可能仅来自规则变化。",
    ),
    "report.met": ("met", "达标"),
    "report.missed": ("missed", "未达标"),
    "report.excluded": ("excluded", "已免责"),
    "report.provisional": ("provisional", "暂定"),
    "report.cancelled": ("cancelled", "已取消"),
    "report.nothing": ("nothing decided", "尚无定论"),
    "report.goal": ("goal {goal}", "目标 {goal}"),
    "report.kept": ("kept", "达到目标"),
    "report.not_kept": ("not kept", "未达到目标"),
    "report.promise": ("Promise", "承诺"),
    "report.severity": ("Severity", "级别"),
    "report.plan": ("Plan", "方案"),
    "report.customer": ("Customer", "客户"),
    "report.product": ("Product", "产品"),
    "report.region": ("Region", "区域"),
    "report.period": ("Period", "周期"),
    "report.by": ("Split by", "分组"),
    "report.month": ("Months", "按月"),
    "report.quarter": ("Quarters", "按季度"),
    "report.any": ("All", "全部"),
    "report.none": ("none", "无"),
    "report.show": ("Show", "查看"),
    "report.speed": ("Time taken", "用时"),
    "report.speed_help": ("Counted time, from start to stop", "计时时长，从开始到停止"),
    "report.lateness": ("Late by", "超时"),
    "report.under_a_minute": ("under 1 min", "不到 1 分"),
    "report.numbers": ("Met and missed", "达标与未达标"),
    "report.others": ("Not counted", "不计入"),
    "report.as_of": ("As of", "截至"),
    "report.as_of_help": (
        "Leave empty for now; an earlier instant shows what was known then.",
        "留空为当前时刻；填写较早的时刻可查看当时的结果。",
    ),
    "report.tickets_behind": ("Tickets behind this figure", "数据对应的工单"),
    "report.tickets_count": ("{count} {count:ticket|tickets}", "{count} 个工单"),
    "report.decisions_count": ("{count} {count:decision|decisions}", "{count} 项结果"),
    "report.week": ("Hours of the week", "一周各时段"),
    "report.week_text": (
        (
            "Promises that hold round the clock, by the hour at which the clock started, in {zone}: "
            "nights and weekends beside office hours."
        ),
        "全天候承诺，按开始计时的时段统计（{zone}）：夜间、周末与工作时间对照。",
    ),
    "report.week_empty": ("No promise that holds round the clock was decided.", "没有全天候承诺得出结果。"),
    "report.cell": ("{day} {hour}:00: {met} met, {missed} missed", "{day} {hour}:00：{met} 达标，{missed} 未达标"),
    "report.cell_empty": ("{day} {hour}:00: nothing decided", "{day} {hour}:00：尚无定论"),
    "report.office": ("Office hours", "工作时间"),
    "report.night": ("Nights", "夜间"),
    "report.weekend": ("Weekend", "周末"),
    "report.office_help": ("Mon–Fri 9–18", "周一至周五 9–18 点"),
    "report.night_help": ("Mon–Fri 18–9", "周一至周五 18–9 点"),
    "report.weekend_help": ("Sat and Sun", "周六、周日"),
    "report.course": ("Course", "走势"),
    "report.course_text": ("{objective} over the periods before", "{objective}：近几个周期"),
    "report.bar": (
        "{objective} {severity}: {met} met, {missed} missed, {excluded} excluded, {provisional} provisional",
        "{objective} {severity}：{met} 达标，{missed} 未达标，{excluded} 免责，{provisional} 暂定",
    ),
    "report.damaged": (
        "Left out because their records are damaged: {count} tickets. The server's log lists them.",
        "有 {count} 个工单的记录已损坏，未计入数据。服务器日志中列出了工单编号。",
    ),
    "report.cancelled_text": ("Cancelled before a decision", "得出结果前取消"),
    "report.because.withdrawn": ("withdrawn by the customer", "客户撤回"),
    "report.because.duplicate": ("duplicates", "重复工单"),
    "report.because.out_of_scope": ("out of scope", "超出范围"),
    "report.because.no_objective": ("no promise at the severity in the end", "最终级别无此承诺"),
    "report.empty": ("Nothing was decided in this period", "本周期尚无结果"),
    "report.empty_text": (
        (
            "A promise counts in the period in which it was kept or missed; until then there is no figure, "
            "and never 100 %."
        ),
        "承诺在达标或未达标的周期内计入；在此之前没有数据，也绝不显示 100%。",
    ),
    "report.tickets": ("Tickets", "工单"),
    "report.other_values": ("Other values", "其他数据"),
    "report.value": ("Value", "数据"),
    "report.decided": ("Decided", "定论时间"),
    "report.ticket": ("Ticket", "工单"),
    "report.outcome": ("Outcome", "结果"),
    "report.counted": ("Counted", "计时"),
    "report.late_by": ("{span} late", "超时 {span}"),
    "report.why": ("Why", "计时明细"),
    "report.told": ("As known at an earlier instant:", "按较早时刻的已知情况："),
    "report.publish": ("Publish", "发布"),
    "report.publish_text": (
        "What is published shows no customer and no ticket, and is named by the hash of its bytes.",
        "发布内容不含客户与工单，并以其字节的哈希命名。",
    ),
    "report.publish_means": (
        "Everybody can read the figures of {period} from then on. Their hash stays in the ledger for good.",
        "发布后，任何人都可以查看 {period} 的数据；其哈希永久保留在存证记录中。",
    ),
    "report.publish_sure": ("Publish {period}", "发布 {period}"),
    "report.published": ("Published", "已发布"),
    "report.published_none": ("Not published yet.", "尚未发布。"),
    "report.published_by": ("by {name}", "发布人 {name}"),
    "report.withdraw": ("Take back", "撤回"),
    "report.withdraw_means": (
        (
            "These figures count no more. The public page still shows them, marked as taken back, with the date and "
            "the reason; the newest figures before them that stand become the current ones."
        ),
        "这些数据将不再有效。公开页面仍会显示，并标明已撤回、撤回时间与原因；此前仍有效的最新数据将成为当前数据。",
    ),
    "report.withdraw_sure": ("Yes, take it back", "确认撤回"),
    "report.withdraw_reason": ("Reason, shown to everybody", "原因（公开显示）"),
    "report.reason": ("Reason", "原因"),
    "report.no_reason": ("No reason was stated.", "未说明原因。"),
    "report.withdrawn": ("Taken back", "已撤回"),
    "report.withdrawn_by": ("by {name}", "撤回方：{name}"),
    "report.withdrawn_not_current": ("Taken back: these figures do not count", "已撤回：以下数据不再有效"),
    "report.current": ("Current figures", "当前数据"),
    "report.figures_published": ("Figures as published", "发布时的数据"),
    "report.published_at": ("Published", "发布时间"),
    "report.withdrawn_since": (
        "A later report, which had replaced these figures, was taken back. The figures on this page count again.",
        "曾有一份更新的报告取代这些数据，现已撤回；本页数据重新有效。",
    ),
    "report.see_withdrawn": ("See what was taken back", "查看已撤回的数据"),
    "report.restated": ("Restated", "已更正"),
    "report.restated_text": (
        (
            "Published more than once: later rulings and corrections changed what counts. Every version stays; one "
            "that was taken back says so."
        ),
        "本周期发布过多次：之后的裁决与更正改变了统计。各版本均保留，已撤回的会注明。",
    ),
    "report.what_changed": ("What changed", "变化"),
    "report.why_changed": ("Decisions that are told otherwise now", "结果发生变化的承诺"),
    "report.no_change": ("No decision is told otherwise.", "没有结果发生变化。"),
    "report.before": ("Before", "之前"),
    "report.after": ("After", "之后"),
    "report.changed_since": (
        "Since the publication of this period, {count} {count:decision has|decisions have} changed.",
        "自本周期发布以来，有 {count} 项结果发生变化。",
    ),
    "report.download": ("Download as JSON", "下载 JSON"),
    "report.credits": ("Credits", "服务赔偿"),
    "report.amount": ("Amount", "金额"),
    "report.state": ("State", "状态"),
    "report.below": ("is below {below}: {credit}", "低于 {below}：服务赔偿 {credit}"),
    "report.capped": ("capped", "已封顶"),
    "report.approve": ("Approve", "批准"),
    "report.pay": ("Paid", "登记已支付"),
    "report.propose": ("Propose for {period}", "提出 {period} 的服务赔偿"),
    "report.no_credits": ("No credits", "暂无服务赔偿"),
    "report.no_credits_text": (
        (
            "When a month is over, a credit is proposed for each promise that fell below a band of its contract. "
            "“Attainment” shows how each promise stands."
        ),
        "每月结束后，若达成率低于合同区间，系统将提出服务赔偿。各项承诺的现状见“达成率”页面。",
    ),
    "report.how": (
        (
            "Attainment is met out of met and missed. Updates count once a ticket. "
            "Excluded and provisional ones leave the count and are listed. 50% and 90%: half of the decisions, "
            "and nine in ten, were within that time. Only time that counts under the contract is measured."
        ),
        (
            "达成率 = 达标 ÷（达标 + 未达标）。进展更新每个工单计一次。已免责与暂定的不计入，但会列出。"
            "50% 与 90%：半数、九成的结果在该时长之内。时长只含合同规定的计时时间。"
        ),
    ),
}
WORDS: dict[str, dict[str, str]] = {
    **{f"refused.{code}": {"en": english, "zh": chinese} for code, (english, chinese) in REFUSALS.items()},
    **{code: {"en": english, "zh": chinese} for code, (english, chinese) in WORDS_HERE.items()},
}
