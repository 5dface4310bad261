"""The people of the demo: a vendor of communication SDKs and six customers on three plans, in six time zones."""

from __future__ import annotations

from dataclasses import dataclass

VENDOR = "Heron RTC 苍鹭实时"
VENDOR_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Staff:
    """A person of the vendor. ``group`` is their support group."""

    key: str
    name: str
    roles: tuple[str, ...]
    language: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer. ``plan`` is a sample contract; ``people`` are (key, name, role)."""

    key: str
    name: str
    plan: str
    zone: str
    language: str
    region: str
    monthly_fee: str
    products: tuple[str, ...]
    people: tuple[tuple[str, str, str], ...]


FIRST, EXPERTS = "First line 一线支持", "RTC experts 音视频专家"
STAFF = (
    Staff("admin", "Ada Lin 林岚", ("admin",), "en"),
    Staff("manager", "Meng Yao 孟遥", ("support_manager",), "zh-hans", FIRST),
    Staff("wei", "Wei Chen 陈卫", ("engineer",), "zh-hans", FIRST),
    Staff("sara", "Sara Lund", ("engineer",), "en", FIRST),
    Staff("jun", "Jun Zhao 赵俊", ("engineer",), "zh-hans", FIRST),
    Staff("ravi", "Ravi Nair", ("expert",), "en", EXPERTS),
    Staff("lan", "Lan Xu 徐岚", ("expert",), "zh-hans", EXPERTS),
    Staff("csm", "Clara Voss", ("csm",), "en"),
    Staff("arbiter", "Judge Qian 钱衡", ("arbiter",), "zh-hans"),
)
PRODUCTS = (
    ("im", "Heron IM 即时通讯", ("login", "messages", "groups", "push", "history")),
    ("rtc", "Heron RTC 实时音视频", ("join", "audio", "video", "screen-share", "recording")),
)
CUSTOMERS = (
    Customer(
        "yinhe",
        "Yinhe Social 银河社交",
        "enterprise",
        "Asia/Shanghai",
        "zh-hans",
        "cn",
        "86000.00",
        ("im", "rtc"),
        (("yinhe-dev", "Fang Wen 方文", "requester"), ("yinhe-lead", "Gao Yi 高毅", "customer_manager")),
    ),
    Customer(
        "hakuba",
        "Hakuba Live",
        "enterprise",
        "Asia/Tokyo",
        "en",
        "jp",
        "52000.00",
        ("rtc",),
        (("hakuba-dev", "Emi Sato", "requester"), ("hakuba-lead", "Ken Mori", "customer_manager")),
    ),
    Customer(
        "lehrnetz",
        "Lehrnetz GmbH",
        "standard",
        "Europe/Berlin",
        "en",
        "eu",
        "18000.00",
        ("rtc",),
        (("lehrnetz-dev", "Jonas Falk", "requester"), ("lehrnetz-lead", "Ute Brandt", "customer_manager")),
    ),
    Customer(
        "kutumb",
        "Kutumb Voice",
        "standard",
        "Asia/Kolkata",
        "en",
        "in",
        "15000.00",
        ("im", "rtc"),
        (("kutumb-dev", "Anita Rao", "requester"), ("kutumb-lead", "Vikram Shah", "customer_manager")),
    ),
    Customer(
        "qingting",
        "Qingting Education 蜻蜓教育",
        "typical",
        "Asia/Shanghai",
        "zh-hans",
        "cn",
        "6000.00",
        ("im",),
        (("qingting-dev", "Tang Li 唐立", "requester"), ("qingting-lead", "Shen Jia 沈佳", "customer_manager")),
    ),
    Customer(
        "arara",
        "Arara Dating",
        "typical",
        "America/Sao_Paulo",
        "en",
        "br",
        "7500.00",
        ("im", "rtc"),
        (("arara-dev", "Bia Lopes", "requester"), ("arara-lead", "Caio Pinto", "customer_manager")),
    ),
)


def address(key: str, home: str = "heron") -> str:
    """Return a mail address. The domain is reserved for examples, so that no mail can be delivered."""
    return f"{key}@{home}.example"
