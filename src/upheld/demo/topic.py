"""Topics of tickets: what each side writes about them, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A question or fault: the severity that its evidence proposes, and what each side says about it."""

    product: str
    component: str
    severity: str
    evidence: Mapping[str, object]
    subject: dict[str, str]
    body: dict[str, str]
    ask: dict[str, str]
    items: dict[str, tuple[str, ...]]
    workaround: dict[str, str]
    fix: dict[str, str]


def topic(
    about: tuple[str, str, str],
    evidence: Mapping[str, object],
    subject: tuple[str, str],
    body: tuple[str, str],
    items: tuple[tuple[str, ...], tuple[str, ...]],
    workaround: tuple[str, str],
    fix: tuple[str, str],
) -> Topic:
    """Create a topic. Each text is given in English and in Chinese.

    ``about`` is product, component and severity. ``evidence`` has the requester's answers to the contract's questions.
    """
    ask = ("Thank you. To go on we need the following from you:", "感谢反馈。为继续排查，请提供以下信息：")
    return Topic(
        *about,
        evidence=evidence,
        subject=_both(subject),
        body=_both(body),
        ask=_both(ask),
        items={"en": items[0], "zh": items[1]},
        workaround=_both(workaround),
        fix=_both(fix),
    )


def _both(texts: tuple[str, str]) -> dict[str, str]:
    return {"en": texts[0], "zh": texts[1]}


LOGS = (("SDK log of one failed attempt", "Device and OS version"), ("一次失败过程的 SDK 日志", "设备型号与系统版本"))
TRACE = (("Channel name and user id", "Time of the failure to the minute"), ("频道名与用户 ID", "精确到分钟的故障时间"))
