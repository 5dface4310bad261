"""Texts of the portal."""

from __future__ import annotations

from upheld.portal.words_acts import ACTS
from upheld.portal.words_plain import WORDS as PLAIN

PAGES = {
    "tickets": ("Tickets", "工单"),
    "colleagues": ("People", "人员"),
    "new": ("File a ticket", "提交工单"),
    "open": ("Open", "处理中"),
    "closed": ("Closed", "已结束"),
    "organisation": ("Organisation", "组织"),
    "product": ("Product", "产品"),
    "component": ("Component", "组件"),
    "platform": ("Platform", "平台"),
    "sdk_version": ("SDK version", "SDK 版本"),
    "region": ("Region", "区域"),
    "environment": ("Environment", "环境"),
    "severity": ("Severity", "级别"),
    "tags": ("Tags", "标签"),
    "contract": ("Contract", "合同"),
    "contracts": ("Contracts", "合同"),
    "plan": ("Plan", "方案"),
    "products": ("Products", "产品"),
    "in_effect": ("In effect", "生效版本"),
    "none_in_effect": ("none in effect", "暂无生效版本"),
    "none_published": ("No version is published yet.", "尚未发布任何版本。"),
    "no_contract": ("No contract yet", "暂无合同"),
    "no_contract_text": (
        "You can file tickets all the same; without a contract no clock is promised.",
        "仍可提交工单，我们会处理；没有合同，不承诺时限。",
    ),
    "version": ("Version {number}", "版本 {number}"),
    "versions": ("Versions", "版本"),
    "standing.now": ("in effect", "生效中"),
    "standing.later": ("to come", "未生效"),
    "standing.past": ("over", "已结束"),
    "proof": ("Proof", "凭证"),
    "published": ("Published", "发布时间"),
    "zone": ("Zone", "时区"),
    "immutable": (
        "A published version never changes. Every entry of the ledger carries the hash of the terms it was made under.",
        "已发布的版本不再更改；每条存证记录都包含其所依据条款的哈希。",
    ),
    "edition": ("Calendar", "日历"),
    "editions": ("Calendar editions", "日历版本"),
    "edition_number": ("Edition {number}", "第 {number} 版"),
    "edition_known": (
        "{calendar}: holidays known until 31 Dec {year}",
        "{calendar}：节假日已知至{year}年12月31日",
    ),
    "editions_text": (
        "An edition only adds holidays of further years, for tickets that are open. An ended ticket keeps its edition.",
        "新版只为处理中的工单增加后续年份的节假日；已结束的工单保留其结束时的版本。",
    ),
    "source": ("As written (YAML)", "原文（YAML）"),
    "any": ("All", "全部"),
    "mine": ("Filed by me", "我提交的"),
    "show": ("Show", "显示"),
    "clear": ("Show all", "查看全部"),
    "none_filtered": ("No ticket like that", "没有符合条件的工单"),
    "none_open": ("Nothing is open", "没有处理中的工单"),
    "none_open_text": (
        "When something breaks, file a ticket: you see what is promised, and by when, before you send it.",
        "遇到问题时请提交工单：发送之前就能看到承诺的内容与时限。",
    ),
    "none_closed": ("Nothing is closed yet", "没有已结束的工单"),
    "none_closed_text": (
        "Tickets that were resolved or withdrawn are found here.",
        "已解决或已撤回的工单会出现在这里。",
    ),
    "found": ("{count} {count:ticket|tickets}", "{count} 个工单"),
    "found_capped": ("The newest {count} of many", "匹配较多，显示最新的 {count} 个"),
    "found_none": ("Nothing says ‘{text}’", "没有找到“{text}”"),
    "found_none_text": (
        "Search looks at subjects and messages of your organisation’s tickets.",
        "搜索范围为贵组织工单的标题与消息。",
    ),
}
FILING = {
    "new_lead": (
        "You see what the contract promises, and by when, before anything is sent.",
        "在发送之前，您可以看到合同承诺的内容与时限。",
    ),
    "about": ("What it is about", "基本信息"),
    "what": ("What happens", "问题描述"),
    "level": ("How bad it is", "严重级别"),
    "subject": ("In one line", "标题"),
    "body": ("What happens, since when, how often", "现象、开始时间与频率"),
    "body_help": (
        "Markdown works. Say what you see, what you expected, and since which change.",
        "支持 Markdown。请写明现象、预期结果，以及自哪次变更开始。",
    ),
    "region_help": ("Where your users are, as the contract names it", "用户所在区域，按合同写法"),
    "files": ("Files", "附件"),
    "files_help": (
        "Logs, screenshots, captures: up to {count} files of {most} each, {together} together.",
        "日志、截图、抓包：最多 {count} 个，每个不超过 {most}，合计不超过 {together}。",
    ),
    "files_again": (
        "Please choose the files again: a browser gives them only once. Everything else is as you left it.",
        "请重新选择附件：浏览器只会提供一次。其他内容均已保留。",
    ),
    "file": ("File the ticket", "提交工单"),
    "look": ("Show the levels", "查看级别"),
    "choose_product": (
        "Choose a product to see the levels and what each promises.",
        "请先选择产品，以查看各级别及其承诺。",
    ),
    "choose_severity": ("Choose a level.", "请选择级别。"),
    "your_answer": ("your answer: agree or refuse", "您的答复：同意或拒绝"),
    "choose_answer": ("Agree or refuse.", "请选择同意或拒绝。"),
    "covered_by": ("Covered by ‘{name}’.", "适用合同：{name}。"),
    "uncovered_text": (
        "You can file the ticket all the same: it is read and answered, but no clock is promised.",
        "仍可提交，我们会处理，但不承诺时限。",
    ),
    "questions": ("Let the contract say which level it is", "由合同判定级别"),
    "questions_text": (
        "Answer what you know. The level follows from the contract’s own criteria; an open answer never counts as yes.",
        "请回答您知道的内容。级别由合同标准得出；未回答的问题不视为“是”。",
    ),
    "not_known": ("not known", "不清楚"),
    "proposed": ("By your answers, the contract says {severity}.", "根据您的回答，合同判定为 {severity}。"),
    "proposed_none": ("By your answers, no level’s criterion is met yet.", "根据目前的回答，尚未满足任何级别的标准。"),
    "undetermined": ("Still open for: {levels}.", "尚未确定：{levels}。"),
    "by_answers": ("by your answers", "根据回答"),
    "within": ("within {amount}", "{amount}内"),
    "every": ("every {amount}", "每 {amount}"),
    "due_by": ("by", "截止"),
    "no_promise": ("No clock is promised at this level.", "此级别不承诺时限。"),
    "channels": ("Reach us by: {channels}", "联系方式：{channels}"),
    "deadlines_text": (
        "Deadlines if it is filed this minute, in your own zone; the contract counts in {zone}.",
        "以上为此刻提交时的截止时间，按您的时区显示；合同时区为 {zone}。",
    ),
}
TICKET = {
    "filed_by": ("filed by {name}", "由 {name} 提交于"),
    "clocks": ("Clocks", "承诺时限"),
    "same_clocks": ("What you see is what the vendor sees.", "您与厂商看到的完全一致。"),
    "no_clocks": ("No clock is promised for this ticket.", "此工单不承诺时限。"),
    "excluded": ("Excluded", "已免责"),
    "due": ("Due", "截止"),
    "why": ("Why", "计时明细"),
    "reckoning": ("the reckoning, minute by minute", "逐分钟推算"),
    "as_of": ("As of", "截至"),
    "from": ("From", "从"),
    "to": ("To", "到"),
    "counts": ("Counts", "计时"),
    "because": ("Because", "原因"),
    "sum": ("Sum", "合计"),
    "of_allowance": ("of {allowance}", "时限 {allowance}"),
    "conversation": ("Conversation", "对话"),
    "automatic": ("Automatic", "自动"),
    "us": ("your side", "贵方"),
    "vendor": ("vendor", "厂商"),
    "delivery.workaround": ("Workaround", "临时方案"),
    "delivery.resolution": ("Resolution", "解决方案"),
    "clock_missed": ("{objective} missed", "{objective}未达标"),
    "undecided_again": ("{objective} is undecided again", "{objective}重新待定"),
    "news.reply": ("{who} replied.", "{who} 回复了。"),
    "news.asked": ("{who} asks you for something.", "{who} 需要您提供信息。"),
    "news.workaround": ("{who} provided a workaround.", "{who} 提供了临时方案。"),
    "news.resolution": ("{who} provided a resolution.", "{who} 提供了解决方案。"),
    "news_done": ("New here: {what}.", "新进展：{what}。"),
    "reply_body": ("Reply", "回复"),
    "send": ("Send", "发送"),
    "markdown": ("Markdown works; Ctrl + Enter sends.", "支持 Markdown；Ctrl + Enter 发送。"),
    "reply_ends_wait": ("Your reply ends the wait: the clocks go on.", "您回复后，等待结束，继续计时。"),
    "handled_by": ("Handled by", "处理人"),
    "nobody_yet": ("nobody yet", "尚未分派"),
    "links": ("Related tickets", "相关工单"),
    "watchers": ("Who follows it", "关注人"),
    "no_watchers": ("Requester and handler are always told.", "提单人与处理人总会收到通知。"),
    "watch": ("Add", "添加"),
    "unwatch": ("Stop following", "取消关注"),
    "person": ("Person", "人员"),
    "goes_on_in": ("This ticket goes on in", "此工单并入"),
    "asked_severity": ("Filed as {severity}.", "提交时为 {severity}。"),
}
ATTAINMENT = {
    "attainment": ("Attainment", "达成率"),
    "recompute": ("Recompute it yourself", "自行复算"),
    "recompute_text": (
        "The download holds terms, facts and readings of every ticket of yours that counts here, and the figures.",
        "下载内容包括计入统计的每个工单的条款、事实与读数，以及由此得出的数据。",
    ),
    "download": ("Download the evidence", "下载证据"),
    "recompute_one": (
        "Install the command, in Upheld’s source folder and a virtual environment of Python. No server is needed:",
        "安装命令行（无需服务端），在 Upheld 源代码目录的 Python 虚拟环境中运行：",
    ),
    "recompute_two": (
        "Unpack, assess every ticket from its facts, and compare with what we say:",
        "解压后由事实评估每个工单，并与我们的读数比较：",
    ),
    "recompute_three": ("Count the figures from the facts:", "由事实统计数据："),
    "credits_lead": (
        "What the contract grants where promises were missed: proposed by the system, claimed by you.",
        "承诺未达标时合同给予的服务赔偿：由系统提出，由您申领。",
    ),
    "credit_base": ("of a monthly fee of {currency} {base}", "月费 {currency} {base}"),
    "capped": ("capped", "已封顶"),
    "below": ("is below {below}: {credit}", "低于 {below}：服务赔偿 {credit}"),
    "claim": ("Claim it …", "申领……"),
    "claim_now": ("Claim {currency} {amount}", "申领 {currency} {amount}"),
    "claim_means": (
        (
            "You claim {currency} {amount} for {period}. From then on the amount is final: if the figures of this "
            "period change later, nothing is added and nothing is deducted, and further misses of it cannot be "
            "claimed separately. Settle open disputes about this period first."
        ),
        (
            "您将申领 {period} 的服务赔偿 {currency} {amount}。申领后金额不再变化："
            "该周期的数据日后如有更正，既不增加也不扣减，新发现的未达标也不能另行申领。如对该周期仍有争议，请先处理争议再申领。"
        ),
    ),
    "waive": ("Waive it …", "放弃……"),
    "waive_now": ("Waive {currency} {amount}", "放弃 {currency} {amount}"),
    "waive_means": (
        "You give up {currency} {amount} for good. It cannot be taken back.",
        "您将永久放弃 {currency} {amount}，此操作无法撤销，厂商不再承担该笔服务赔偿。",
    ),
    "manager_claims": ("A manager of your organisation can claim it.", "可由贵组织的客户负责人申领。"),
    "no_credits": ("No credits", "暂无服务赔偿"),
    "no_credits_text": (
        (
            "When a month is over, and promises fell below what the contract says, a credit is proposed here for your "
            "manager to claim. “Attainment” shows how each promise stands."
        ),
        "每月结束后，若达成率低于合同约定，将在此提出服务赔偿，由客户负责人主张。各项承诺的现状见“达成率”页面。",
    ),
}
WORDS: dict[str, dict[str, str]] = {
    **PLAIN,
    **{
        f"portal.{code}": {"en": english, "zh": chinese}
        for family in (PAGES, FILING, TICKET, ACTS, ATTAINMENT)
        for code, (english, chinese) in family.items()
    },
}
