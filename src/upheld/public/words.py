"""Words of entering, and of one's own account."""

from __future__ import annotations

from upheld.public.words_reports import WORDS as REPORTS

WORDS: dict[str, dict[str, str]] = {
    **REPORTS,
    "public.sign_in": {"en": "Sign in", "zh": "登录"},
    "public.sign_in_lead": {
        "en": "Promises that run as clocks, and can be recomputed.",
        "zh": "每一项承诺都有计时，每一次计时都可以复算。",
    },
    "public.attainment": {"en": "Attainment", "zh": "达成率"},
    "public.profile": {"en": "My account", "zh": "我的账号"},
    "public.tokens": {"en": "API tokens", "zh": "API 令牌"},
    "public.address": {"en": "E-mail address", "zh": "邮箱地址"},
    "public.password": {"en": "Password", "zh": "密码"},
    "public.forgot": {"en": "Forgot your password?", "zh": "忘记密码？"},
    "public.forgot_title": {"en": "Set a new password", "zh": "设置新密码"},
    "public.forgot_lead": {
        "en": "Write your address; if it is known here, a link comes by e-mail. It works once, within an hour.",
        "zh": "请填写邮箱地址。如果该地址已登记，您会收到一封带链接的邮件；链接只能使用一次，一小时内有效。",
    },
    "public.forgot_send": {"en": "Send the link", "zh": "发送链接"},
    "public.forgot_sent_title": {"en": "Look into your mail", "zh": "请查看邮箱"},
    "public.forgot_sent": {
        "en": "If {address} is known here, a link is on its way. It works once, within an hour. "
        "Nothing came? Look among the unwanted mail, or check the spelling.",
        "zh": "如果 {address} 已登记，带链接的邮件已在路上；链接只能使用一次，一小时内有效。"
        "没有收到？请检查垃圾邮件，或核对地址拼写。",
    },
    "public.new_password": {"en": "New password", "zh": "新密码"},
    "public.choose_password": {"en": "Choose a password", "zh": "设置密码"},
    "public.current_password": {"en": "Present password", "zh": "当前密码"},
    "public.password_help": {
        "en": "At least 12 characters. A few words in a row are easy to remember and hard to guess.",
        "zh": "至少 12 个字符。几个词连在一起，好记又难猜。",
    },
    "public.reset_lead": {"en": "A new password for {name}.", "zh": "为 {name} 设置新密码。"},
    "public.reset_save": {"en": "Set the password", "zh": "设置密码"},
    "public.reset_done_title": {"en": "The password is set", "zh": "密码已设置"},
    "public.reset_done": {
        "en": "You are signed out everywhere else. Sign in with the new password.",
        "zh": "其他所有登录都已退出，请使用新密码登录。",
    },
    "public.mail_stop_title": {"en": "Stop mail about ticket #{number}?", "zh": "停止接收工单 #{number} 的邮件？"},
    "public.mail_stop_lead": {
        "en": "You will no longer follow this ticket. You can follow it again on its page.",
        "zh": "您将不再关注此工单，之后可在工单页面重新关注。",
    },
    "public.mail_stop": {"en": "Stop mail", "zh": "停止接收"},
    "public.mail_stopped_title": {"en": "No more mail about ticket #{number}", "zh": "已停止接收工单 #{number} 的邮件"},
    "public.mail_stopped": {
        "en": "You no longer follow this ticket. You can follow it again on its page.",
        "zh": "您已不再关注此工单，可在工单页面重新关注。",
    },
    "public.mail_stop_over": {
        "en": "This link for stopping mail is not valid. Open the ticket and stop following it there.",
        "zh": "此停止接收邮件的链接无效。请打开工单，在“关注人”中取消关注。",
    },
    "public.link_over": {"en": "This link is over", "zh": "链接已失效"},
    "public.link_again": {"en": "Ask for a new link", "zh": "重新获取链接"},
    "public.link_ask": {
        "en": "Ask whoever invited you for a new one.",
        "zh": "请联系邀请人重新发送邀请。",
    },
    "public.enter_title": {"en": "Sign in as {name}", "zh": "以 {name} 的身份登录"},
    "public.enter_lead": {
        "en": "This link works once. It is used up when you press the button.",
        "zh": "该链接只能使用一次，点击按钮后即失效。",
    },
    "public.invitation_title": {"en": "Welcome to {organisation}", "zh": "欢迎加入 {organisation}"},
    "public.invitation_roles": {"en": "You are invited as", "zh": "邀请您担任"},
    "public.invitation_lead": {
        "en": "Choose how you are called and a password, and you are in.",
        "zh": "填写您的姓名并设置密码，即可开始使用。",
    },
    "public.invitation_known": {
        "en": "You have an account already: accept, and sign in as always.",
        "zh": "您已有账号：接受邀请后照常登录即可。",
    },
    "public.invitation_accept": {"en": "Accept", "zh": "接受邀请"},
    "public.your_name": {"en": "Your name", "zh": "姓名"},
    "public.language": {"en": "Language", "zh": "语言"},
    "public.timezone": {"en": "Time zone", "zh": "时区"},
    "public.timezone_help": {
        "en": "Times are shown in this zone; deadlines also in the contract’s.",
        "zh": "页面时间按此时区显示；截止时间同时显示合同时区。",
    },
    "public.theme": {"en": "Theme", "zh": "主题"},
    "public.you": {"en": "About you", "zh": "个人信息"},
    "public.profile_saved": {"en": "Saved.", "zh": "已保存。"},
    "public.password_saved": {
        "en": "The password is changed. You are signed out everywhere else.",
        "zh": "密码已修改，其他所有登录都已退出。",
    },
    "public.change_password": {"en": "Change the password", "zh": "修改密码"},
    "public.password_leave": {
        "en": "All other sessions end, and links sent earlier stop working.",
        "zh": "修改后其他登录都会退出，之前发出的链接也会失效。",
    },
    "public.roles": {"en": "Roles", "zh": "角色"},
    "public.no_roles": {"en": "You have no role yet.", "zh": "您还没有任何角色。"},
    "public.sessions": {"en": "Sessions", "zh": "登录状态"},
    "public.sessions_text": {
        "en": "Signed in on a device you do not have any more? End every session but this one.",
        "zh": "曾在其他设备上登录？可以结束除当前之外的所有登录。",
    },
    "public.sign_out_everywhere": {"en": "Sign out everywhere else", "zh": "退出其他所有登录"},
    "public.tokens_lead": {
        "en": "For programs that act in your name. A token can do what you can, within its scopes, and never more.",
        "zh": "供程序以您的名义使用。令牌只能在其权限范围内做您能做的事，绝不会更多。",
    },
    "public.token_new": {"en": "A new token", "zh": "新建令牌"},
    "public.token_name": {"en": "What is it for?", "zh": "用途"},
    "public.token_kind": {"en": "Who uses it", "zh": "使用者"},
    "token_kind.person": {
        "en": "I do: what is written with it counts as mine and says that it came by API",
        "zh": "我本人：以此提交的内容视为本人操作，并注明来自 API",
    },
    "token_kind.machine": {
        "en": "A program that runs by itself: what it writes is automatic and never counts as a response",
        "zh": "自动运行的程序：其内容标为自动发送，不计为响应",
    },
    "public.token_of.person": {"en": "Personal", "zh": "个人"},
    "public.token_of.machine": {"en": "Machine", "zh": "机器"},
    "public.scopes": {"en": "Scopes", "zh": "权限范围"},
    "public.token_days": {"en": "Works for (days)", "zh": "有效天数"},
    "public.token_issue": {"en": "Make the token", "zh": "生成令牌"},
    "public.token_issued": {
        "en": "This is the token. Copy it now: it is shown once and kept nowhere.",
        "zh": "这是您的令牌，请立即复制：只显示这一次，系统不会保存。",
    },
    "public.token_made": {"en": "Made", "zh": "创建时间"},
    "public.token_used": {"en": "Last used", "zh": "最近使用"},
    "public.token_never": {"en": "never used", "zh": "从未使用"},
    "public.token_endless": {"en": "no end", "zh": "长期有效"},
    "public.token_until": {"en": "Works until", "zh": "有效期至"},
    "public.token_revoke": {"en": "Revoke", "zh": "吊销"},
    "public.token_revoke_means": {
        "en": "Programs that use this token are refused from then on. It cannot be used again.",
        "zh": "使用该令牌的程序将立即被拒绝；吊销后无法恢复。",
    },
    "public.token_revoke_sure": {"en": "Yes, revoke it", "zh": "确认吊销"},
    "public.token_revoked": {"en": "Revoked", "zh": "已吊销"},
    "public.token_expired": {"en": "Expired", "zh": "已过期"},
    "public.token_works": {"en": "Works", "zh": "有效"},
    "public.token_state": {"en": "State", "zh": "状态"},
    "public.tokens_none": {"en": "No tokens", "zh": "暂无令牌"},
    "public.tokens_none_text": {
        "en": "Make one when a program needs to file or read tickets for you.",
        "zh": "当程序需要代您提交或读取工单时，在这里生成令牌。",
    },
    "public.nowhere": {"en": "You belong to no organisation yet", "zh": "您还不属于任何组织"},
    "public.nowhere_text": {
        "en": "Someone of your organisation, or of the vendor, gives you a role; then tickets appear here.",
        "zh": "请联系您的组织或厂商为您分配角色，之后即可看到工单。",
    },
}
