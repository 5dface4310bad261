"""Words of accounts: roles, and why an act on accounts is refused. The pages' words stand with the pages."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "role.requester": {"en": "Requester", "zh": "提单人"},
    "role.customer_manager": {"en": "Customer manager", "zh": "客户负责人"},
    "role.engineer": {"en": "Support engineer", "zh": "支持工程师"},
    "role.expert": {"en": "Expert", "zh": "专家"},
    "role.csm": {"en": "Customer success manager", "zh": "客户成功经理"},
    "role.support_manager": {"en": "Support manager", "zh": "支持经理"},
    "role.arbiter": {"en": "Arbiter", "zh": "仲裁人"},
    "role.admin": {"en": "Administrator", "zh": "管理员"},
    "line.first": {"en": "First line", "zh": "一线"},
    "line.expert": {"en": "Expert line", "zh": "二线"},
    "scope.read": {"en": "Read", "zh": "读取"},
    "scope.write": {"en": "Write tickets", "zh": "写入工单"},
    "scope.admin": {"en": "Manage people, customers and contracts", "zh": "管理人员、客户与合同"},
    "refused.not_an_address": {
        "en": "This is not an e-mail address; write it as name@example.com.",
        "zh": "这不是有效的邮箱地址，请写成 name@example.com 的形式。",
    },
    "refused.address_taken": {"en": "This address is already in use.", "zh": "该邮箱地址已被使用。"},
    "refused.password_too_short": {
        "en": "Use at least {shortest} characters; a few words in a row are easy to remember.",
        "zh": "密码至少 {shortest} 个字符；几个词连在一起既安全又好记。",
    },
    "refused.password_too_long": {"en": "Use at most {longest} characters.", "zh": "密码最多 {longest} 个字符。"},
    "refused.password_too_common": {
        "en": "This password is too easy to guess: it is common, or has too few different characters.",
        "zh": "该密码过于常见或字符种类太少，容易被猜中。",
    },
    "refused.password_personal": {
        "en": "This password is mostly your own name or address; choose another.",
        "zh": "该密码主要由您的姓名或邮箱组成，请换一个。",
    },
    "refused.wrong_address_or_password": {
        "en": "The address or the password is not right.",
        "zh": "邮箱或密码不正确。",
    },
    "refused.wrong_current_password": {"en": "This is not your present password.", "zh": "当前密码不正确。"},
    "refused.too_many_passwords": {
        "en": "Many people are signing in just now. Try again in a few seconds.",
        "zh": "当前登录人数较多，请几秒后重试。",
    },
    "refused.too_costly": {
        "en": "You have other searches, reports or downloads under way. Wait until they are done, and try again.",
        "zh": "您还有其他搜索、报告或下载正在处理，请等待完成后再试。",
    },
    "refused.too_many_at_once": {
        "en": "Too many requests of yours or your organisation’s are under way. "
        "Try again in {seconds} {seconds:second|seconds}.",
        "zh": "您或您所在组织有过多请求正在处理，请 {seconds} 秒后再试。",
    },
    "refused.too_many_acts": {
        "en": "You acted very often in a short time. Nothing was stored. Go on in {seconds} {seconds:second|seconds}.",
        "zh": "您在短时间内操作过于频繁，本次内容未保存，请 {seconds} 秒后再继续。",
    },
    "refused.too_many_attempts": {
        "en": "Too many attempts. Try again in {minutes} {minutes:minute|minutes}.",
        "zh": "尝试次数过多，请 {minutes} {minutes:分钟|分钟}后再试。",
    },
    "refused.link_not_valid": {
        "en": "This link does not work any more: it was used, it has expired, or a newer one replaced it.",
        "zh": "该链接已失效：可能已使用、已过期，或已被新的链接取代。",
    },
    "refused.not_a_name": {
        "en": "Write a name of 1 to {longest} characters on one line.",
        "zh": "请填写 1 到 {longest} 个字符的单行名称。",
    },
    "refused.name_with_address": {
        "en": "A name contains no web address, such as https://example.com or www.example.com. Leave it out.",
        "zh": "名称不能包含网址，例如 https://example.com 或 www.example.com，请删去。",
    },
    "refused.not_a_timezone": {
        "en": "There is no time zone “{given}”; use a name such as Asia/Shanghai.",
        "zh": "没有名为“{given}”的时区，请使用 Asia/Shanghai 这样的名称。",
    },
    "refused.not_one_of": {"en": "Choose one of: {allowed}.", "zh": "请从以下选项中选择：{allowed}。"},
    "refused.not_a_parent": {
        "en": "Choose another customer that has no parent of its own, and only for one without children.",
        "zh": "上级必须是另一个没有上级的客户，且本客户不能已有下级。",
    },
    "refused.not_a_csm": {
        "en": "Choose a customer success manager of the vendor’s active staff.",
        "zh": "请选择在职的客户成功经理。",
    },
    "refused.not_a_role_here": {
        "en": "Choose at least one role that exists in this organisation.",
        "zh": "请至少选择一个该组织中存在的角色。",
    },
    "refused.other_family": {
        "en": "One person cannot be of the vendor’s staff and of a customer at the same time.",
        "zh": "同一个人不能既是厂商人员又是客户人员。",
    },
    "refused.not_of_this_organisation": {
        "en": "This person does not belong to the organisation; send an invitation instead.",
        "zh": "该人员不属于此组织，请改为发送邀请。",
    },
    "refused.not_oneself_as_arbiter": {
        "en": "You cannot make yourself an arbiter; ask another administrator.",
        "zh": "不能任命自己为仲裁人，请联系另一位管理员。",
    },
    "refused.last_admin": {
        "en": "This is the only administrator; make another one first.",
        "zh": "这是唯一的管理员，请先指定另一位管理员。",
    },
    "refused.not_oneself": {
        "en": "You cannot do this to your own account; ask another administrator.",
        "zh": "不能对自己的账号执行此操作，请联系另一位管理员。",
    },
    "refused.group_name_taken": {"en": "Another group has this name.", "zh": "已有同名的支持组。"},
    "refused.not_staff": {
        "en": "Only active people of the vendor’s staff can be in a support group.",
        "zh": "只有在职的厂商人员才能加入支持组。",
    },
    "refused.not_scopes": {
        "en": "Choose at least one scope of: {allowed}.",
        "zh": "请至少选择一个权限范围：{allowed}。",
    },
    "refused.scope_beyond_owner": {
        "en": "A token cannot do more than its owner: “{scope}” is not yours to give.",
        "zh": "令牌的权限不能超出其所有者：您没有“{scope}”权限。",
    },
    "refused.scope_missing": {
        "en": "This token lacks the scope “{scope}”.",
        "zh": "该令牌缺少权限范围“{scope}”。",
    },
    "refused.needs_a_session": {
        "en": "Only a person who has signed in can do this, not a token.",
        "zh": "此操作只能由登录的本人完成，不能使用令牌。",
    },
    "refused.too_many_tokens": {
        "en": "You have {most} tokens; revoke one first.",
        "zh": "您已有 {most} 个令牌，请先吊销一个。",
    },
    "refused.not_an_expiry": {
        "en": "A token expires in the future, within {days} days.",
        "zh": "令牌的到期时间必须在未来 {days} 天之内。",
    },
}
