"""More ticket topics."""

from __future__ import annotations

from upheld.demo.topic import LOGS, TRACE, Topic, topic

MORE: tuple[Topic, ...] = (
    topic(
        ("im", "login", "P0"),
        {"service_down_minutes": 12, "affected_percent": 100, "core_function_down": True, "workaround_exists": False},
        ("No client can log in: token rejected everywhere", "所有客户端无法登录：令牌全部被拒"),
        (
            "Every login is answered with 6014 since 02:10. Our token server was not touched; old tokens fail as well.",
            "02:10 起所有登录返回 6014。我方令牌服务未变更，旧令牌同样失败。",
        ),
        TRACE,
        (
            "We put the previous signing key back; logins succeed. Please confirm from your side.",
            "已恢复旧签名密钥，登录正常，请贵方确认。",
        ),
        (
            "Cause: a key rotation that reached one region too early. Rotation now waits for all regions.",
            "根因：密钥轮换提前到达一个区域。轮换流程现会等待所有区域就绪。",
        ),
    ),
    topic(
        ("rtc", "join", "P1"),
        {"affected_percent": 20, "core_function_down": True, "workaround_exists": False},
        ("Users behind one carrier are dropped after 30 seconds", "某运营商用户加入 30 秒后掉线"),
        (
            "Calls over one mobile carrier end after half a minute with `ICE disconnected`. Wi-Fi is fine.",
            "某移动运营商网络下通话约半分钟后断开，日志为 `ICE disconnected`，Wi-Fi 正常。",
        ),
        TRACE,
        (
            "Set `transport.relay = tcp-443` for mobile networks; calls then stay up.",
            "移动网络下请设置 `transport.relay = tcp-443`，通话可保持。",
        ),
        (
            "4.7.0 notices the carrier's short UDP timeout by itself and keeps the path open.",
            "4.7.0 会自动识别该运营商较短的 UDP 超时并保持链路。",
        ),
    ),
    topic(
        ("im", "groups", "P1"),
        {"affected_percent": 55, "core_function_down": False},
        ("Members of large groups miss messages after a reconnect", "大群成员重连后丢消息"),
        (
            "In groups over 5,000 members (most of our users) whoever reconnects misses what was said meanwhile.",
            "5000 人以上的群中，成员重连后缺失期间消息。我方过半用户在此类群中。",
        ),
        LOGS,
        (
            "Call `syncGroup(force: true)` after `onReconnected`; nothing is missed then.",
            "请在 `onReconnected` 后调用 `syncGroup(force: true)`，即可补齐消息。",
        ),
        (
            "Fixed on the server: the cursor of large groups survives a reconnect.",
            "已在服务端修复：大群游标在重连后保留。",
        ),
    ),
    topic(
        ("rtc", "audio", "P2"),
        {"affected_percent": 7, "core_function_down": False, "function_down": True, "reproducible": True},
        ("Bluetooth headsets stay silent on the second call", "第二次通话时蓝牙耳机无声"),
        (
            "The first call is fine. On the second one the headset is shown as connected and there is no sound.",
            "首次通话正常，第二次通话显示耳机已连接但没有声音。",
        ),
        LOGS,
        (
            "Call `setAudioRoute(speaker)` and then `bluetooth` when a call begins.",
            "通话开始时先 `setAudioRoute(speaker)` 再切回 `bluetooth`。",
        ),
        (
            "4.6.4 releases the audio session between calls.",
            "4.6.4 在两次通话之间会释放音频会话。",
        ),
    ),
    topic(
        ("rtc", "screen-share", "P2"),
        {"affected_percent": 9, "core_function_down": False, "function_down": False, "reproducible": True},
        ("Shared screens are blurred on tablets in landscape", "平板横屏时共享画面模糊"),
        (
            "Text in shared slides cannot be read on tablets in landscape; on phones it is sharp.",
            "平板横屏观看共享课件时文字模糊，手机清晰。",
        ),
        LOGS,
        (
            "Ask for the high layer with `setRemoteVideoLayer(high)` on tablets.",
            "平板端请调用 `setRemoteVideoLayer(high)` 请求高清流。",
        ),
        (
            "4.6.5 chooses the layer by the size of the view, not of the device.",
            "4.6.5 按视图尺寸而非设备选择清晰度。",
        ),
    ),
    topic(
        ("im", "push", "P2"),
        {"affected_percent": 5, "core_function_down": False, "function_down": False},
        ("Push arrives twice after the app was updated", "应用更新后推送重复两次"),
        (
            "Since our update each message gives two notifications on about one phone in twenty.",
            "我方更新后，约二十分之一的手机每条消息收到两次通知。",
        ),
        LOGS,
        (
            "Remove the old push token with `unregister()` at the first start after the update.",
            "更新后首次启动时请先调用 `unregister()` 注销旧推送令牌。",
        ),
        (
            "The server now replaces a device's old token when it registers anew.",
            "设备重新注册时，服务端会替换其旧令牌。",
        ),
    ),
    topic(
        ("rtc", "recording", "P3"),
        {"question_only": True},
        ("Can recordings be written into our own storage?", "录制能否写入我方存储？"),
        (
            "We would like recordings in our own bucket, in one file a channel. Is that possible?",
            "希望录制文件直接写入我方存储，每个频道一个文件，是否支持？",
        ),
        LOGS,
        ("Yes, see the guide on recording targets.", "支持，请参阅录制存储文档。"),
        (
            "Name the bucket in the recording rule and let our account write there; one file a channel is the default.",
            "在录制规则中填写存储桶并授予写权限即可，默认每个频道一个文件。",
        ),
    ),
    topic(
        ("im", "messages", "P3"),
        {"question_only": True},
        ("How long can a message be edited after it was sent?", "消息发出后多久内可以编辑？"),
        (
            "Our users ask for an hour; the console shows two minutes. Can this be changed for us?",
            "我方用户希望为一小时，控制台显示两分钟，能否调整？",
        ),
        LOGS,
        ("It is a setting of the application.", "这是应用级设置。"),
        (
            "It is `message.edit.window`, up to 24 hours; we set it to one hour for you.",
            "对应 `message.edit.window`，最长 24 小时，已为贵方设为一小时。",
        ),
    ),
)
