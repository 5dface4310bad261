"""Ticket topics in both languages, typical of communication SDKs."""

from __future__ import annotations

from upheld.demo.more_topics import MORE
from upheld.demo.topic import LOGS, TRACE, topic

TOPICS = (
    topic(
        ("rtc", "join", "P0"),
        {"service_down_minutes": 12, "affected_percent": 100, "core_function_down": True, "workaround_exists": False},
        ("Nobody can join a channel since 19:40", "19:40 起所有用户无法加入频道"),
        (
            (
                "All our rooms are down. `join` fails for **every user** with code 1004 after ten seconds.\n\n"
                "- platforms: Android and iOS\n- started 19:40, no release on our side\n- about 42,000 users affected"
            ),
            (
                "所有房间不可用，`join` 在 10 秒后对**全部用户**返回 1004。\n\n"
                "- 平台：Android 与 iOS\n- 19:40 开始，我方无发版\n- 影响约 4.2 万用户"
            ),
        ),
        TRACE,
        (
            "We moved your channels to another edge cluster; joins succeed again. Please confirm.",
            "已将贵司频道切换至另一接入集群，加入已恢复，请确认。",
        ),
        (
            "Cause: an expired certificate on one edge cluster. It is renewed, and renewal is now watched.",
            "根因：一个接入集群的证书过期。证书已更新，并新增到期监控。",
        ),
    ),
    topic(
        ("im", "messages", "P1"),
        {"affected_percent": 66, "core_function_down": False, "workaround_exists": False},
        ("Messages arrive minutes late for two thirds of users", "三分之二用户的消息延迟数分钟"),
        (
            "Since this morning messages in one-to-one chats arrive 2 to 5 minutes late for two thirds of users.",
            "今早起，约三分之二用户的单聊消息延迟 2 到 5 分钟。",
        ),
        LOGS,
        (
            "Please set `longLinkProbe=false`; the client then falls back to the stable route.",
            "请设置 `longLinkProbe=false`，客户端将回退到稳定线路。",
        ),
        (
            "Fixed on the server: the probe no longer marks healthy routes as slow.",
            "已在服务端修复：探测不再把健康线路误判为慢线路。",
        ),
    ),
    topic(
        ("rtc", "audio", "P1"),
        {"affected_percent": 12, "core_function_down": True, "workaround_exists": False, "reproducible": True},
        (
            "No call from a tablet works after upgrading to 4.6.2: echo",
            "升级到 4.6.2 后平板通话回声严重，无法使用",
        ),
        (
            "Since the upgrade from 4.5.0 to **4.6.2** the far side hears only itself; no call from a tablet works.",
            "从 4.5.0 升级到 **4.6.2** 后，对端只能听到自己的声音，平板无法通话，必现。",
        ),
        LOGS,
        (
            "Set `audio.aec.mode = software` for tablets until the next release.",
            "在下个版本发布前，请在平板上设置 `audio.aec.mode = software`。",
        ),
        (
            "4.6.3 detects the tablets' broken hardware canceller and does without it.",
            "4.6.3 会识别平板上有缺陷的硬件回声消除并改用软件实现。",
        ),
    ),
    topic(
        ("rtc", "video", "P2"),
        {"affected_percent": 8, "core_function_down": False, "function_down": False, "reproducible": True},
        ("Green frames for a second when the camera is switched", "切换摄像头时出现约一秒绿屏"),
        (
            "Switching from front to back camera shows green frames for about a second on some phones.",
            "部分手机从前置切到后置摄像头时出现约一秒绿屏。",
        ),
        LOGS,
        (
            "Call `muteVideo` before and `unmuteVideo` after switching.",
            "切换前后分别调用 `muteVideo` 与 `unmuteVideo`。",
        ),
        ("4.6.4 waits for the first full frame before it renders.", "4.6.4 会等待首个完整帧后再渲染。"),
    ),
    topic(
        ("im", "push", "P2"),
        {"affected_percent": 9, "core_function_down": False, "function_down": True},
        ("No push on some phones when the app is closed", "部分手机在应用关闭后收不到推送"),
        (
            "With the app closed, phones of two brands get no push. The token is uploaded, the console shows *sent*.",
            "应用关闭后，两个品牌的手机收不到推送。Token 已上传，控制台显示*已发送*。",
        ),
        TRACE,
        (
            "Raise the channel importance to high in the console; pushes then pass the power saver.",
            "请在控制台将通道重要性设为高，推送即可绕过省电策略。",
        ),
        (
            "The vendor channel's category is now set by the SDK from 5.2.0 on.",
            "自 5.2.0 起 SDK 会自动设置厂商通道类别。",
        ),
    ),
    topic(
        ("im", "login", "P1"),
        {"affected_percent": 60, "core_function_down": False},
        ("Most users are logged out at random with code 6208", "多数用户随机掉线，错误码 6208"),
        (
            "About six in ten sessions end with 6208 although the user signs in on one device only.",
            "约六成会话以 6208 结束，但用户只在一台设备登录。",
        ),
        LOGS,
        (
            "Ignore 6208 within 30 s of a network change and log in again.",
            "网络切换 30 秒内遇到 6208 可忽略并自动重登。",
        ),
        ("The server no longer counts a reconnect as a second device.", "服务端已不再把重连计为第二台设备。"),
    ),
    topic(
        ("rtc", "recording", "P2"),
        {"affected_percent": 4, "core_function_down": False, "function_down": True, "reproducible": True},
        ("Recording stops after exactly 60 minutes", "录制在第 60 分钟准时停止"),
        ("Cloud recordings end after 60 minutes without an error.", "云端录制在 60 分钟后无报错停止。"),
        TRACE,
        (
            "Start a second recording task before the hour; files can be joined.",
            "请在整点前启动第二个录制任务，文件可拼接。",
        ),
        (
            "The default limit is lifted for your project; it is documented now.",
            "已为贵司项目解除默认时长限制，并补充文档。",
        ),
    ),
    topic(
        ("im", "groups", "P3"),
        {"question_only": True},
        ("How do we move a group's ownership?", "如何转让群主？"),
        (
            "Is there a server call to hand a group to another member? We found only the client method.",
            "是否有服务端接口可以转让群主？目前只找到客户端方法。",
        ),
        LOGS,
        ("Use `POST /groups/{id}/owner`.", "可使用 `POST /groups/{id}/owner`。"),
        (
            "Use `POST /groups/{id}/owner`; the former owner becomes a member. The guide has an example.",
            "使用 `POST /groups/{id}/owner`，原群主将变为普通成员，文档已附示例。",
        ),
    ),
    topic(
        ("rtc", "screen-share", "P3"),
        {"question_only": True},
        ("Which bit rate for sharing slides?", "共享幻灯片推荐多大码率？"),
        (
            "We share mostly text. Which frame rate and bit rate do you recommend so that it stays sharp?",
            "我们主要共享文字内容，推荐怎样的帧率与码率以保持清晰？",
        ),
        LOGS,
        (
            "Five frames and 800 kbit/s with `contentHint = detail`.",
            "5 帧、800 kbit/s，并设置 `contentHint = detail`。",
        ),
        (
            "Five frames and 800 kbit/s with `contentHint = detail`; sharpness is then kept over motion.",
            "5 帧、800 kbit/s 并设置 `contentHint = detail`，优先保证清晰度。",
        ),
    ),
    topic(
        ("im", "history", "P3"),
        {"core_function_down": False, "function_down": False, "reproducible": True},
        ("The guide's sample for history has a wrong parameter", "历史消息示例代码参数有误"),
        (
            "The sample passes `startTime` in seconds, the method wants milliseconds.",
            "示例以秒传入 `startTime`，而方法需要毫秒。",
        ),
        LOGS,
        ("Multiply by 1,000 for now.", "目前请乘以 1000。"),
        ("The guide is corrected. Thank you for telling us.", "文档已更正，感谢指出。"),
    ),
    *MORE,
)
THANKS = {"en": "Confirmed, it works. Thank you.", "zh": "已确认恢复，谢谢。"}
FIRST_REPLY = {
    "en": "We are looking at it and compare your report with our monitoring. Next update as promised.",
    "zh": "我们已开始处理，正在核对贵司反馈与监控数据，将按约定时间同步进展。",
}
UPDATE = {
    "en": "Still on it: the affected part is narrowed down, two of us work on it.",
    "zh": "仍在处理：已缩小到具体模块，两位工程师正在跟进。",
}
PROVIDED = {"en": "Here is what you asked for, log attached in text below.", "zh": "所需信息如下，日志见正文。"}
NOTE = {
    "en": "Same signature as last week's case on the Frankfurt edge. @(Ravi Nair) please compare.",
    "zh": "与上周法兰克福接入点的案例特征相同，@(Lan Xu 徐岚) 请对比一下。",
}
NOT_YET = {"en": "It still happens on two of five devices.", "zh": "五台设备中仍有两台复现。"}
DISPUTE = {
    "en": "More than half of our users cannot use the core function. By the contract's criteria this is higher.",
    "zh": "超过一半用户的核心功能不可用，按合同标准应为更高级别。",
}
LOWER = {
    "en": "A workaround exists and fewer than a tenth of users are affected.",
    "zh": "存在临时方案，且受影响用户不足一成。",
}
RULING = {
    "en": "The evidence shows the core function down for more than five minutes. The customer's level holds.",
    "zh": "证据显示核心功能中断超过五分钟，采纳客户主张的级别。",
}
RULING_VENDOR = {
    "en": "The evidence shows less than a tenth of users affected. The vendor's level holds.",
    "zh": "证据显示受影响用户不足一成，维持厂商定级。",
}
PROOFS = {"sdk_version": "3.9.1", "fixed_in_version": "4.2.0"}
CLAIM = {
    "en": "The log shows SDK 3.9.1, which left support in March; the cause was fixed in 4.2.0.",
    "zh": "日志显示使用 SDK 3.9.1，该版本三月已停止支持，问题在 4.2.0 已修复。",
}
REOPENED = {"en": "It came back with this morning's release.", "zh": "今早发版后问题再次出现。"}
