"""Files for spreadsheets: in the reader's language, with dates that a spreadsheet reads, and nothing that runs."""

from __future__ import annotations

import csv
import re

import pytest

from factories.accounts import browser
from factories.world import World
from upheld.accounts.actor import Actor
from upheld.accounts.models import User
from upheld.desk import acts as desk

AN_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def rows(person: Actor, place: str) -> list[list[str]]:
    answer = browser(person).get(place)
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))


@pytest.fixture
def chinese(world: World) -> World:
    User.objects.update(language="zh-hans", timezone="Asia/Shanghai")
    world.file("P0", subject="=1+1", environment="test")
    world.file("P0", customer=world.rival, subject="Of the rival")
    world.wait(hours=1)
    return world


@pytest.mark.parametrize("place", ["/console/tickets.csv", "/console/queue.csv"])
def test_the_consoles_files_are_in_chinese(chinese: World, place: str) -> None:
    head, *lines = rows(chinese.engineer, place)
    assert head[:2] == ["编号", "主题"]
    line = dict(zip(head, next(one for one in lines if one[1] == "'=1+1"), strict=True))
    assert line["状态"] == "处理中"
    assert line.get("环境", "测试环境") == "测试环境"
    assert AN_INSTANT.fullmatch(line.get("提交时间") or line["截止时间"])
    assert not {"open", "test", "response", "restoration"} & set(line.values())


def test_a_customer_has_the_tickets_of_the_list_as_a_file(chinese: World) -> None:
    head, *lines = rows(chinese.acme.requester, "/portal/tickets.csv")
    assert [line[1] for line in lines] == ["'=1+1"]
    line = dict(zip(head, lines[0], strict=True))
    assert line["提交时间"] == "2026-03-02 09:00:00"
    assert line["环境"] == "测试环境"
    assert rows(chinese.acme.requester, "/portal/tickets.csv?status=closed")[1:] == []


def test_a_customer_has_the_decisions_behind_attainment_as_a_file(chinese: World) -> None:
    head, *lines = rows(chinese.acme.requester, "/portal/attainment/tickets.csv?period=2026-03")
    assert {line[1] for line in lines} == {"'=1+1"}
    line = next(one for one in (dict(zip(head, line, strict=True)) for line in lines) if one["承诺"] == "响应")
    assert (line["结果"], line["判定时间"], line["时限"]) == ("未达标", "2026-03-02 09:15:00", "0:15:00")


def test_a_cancelled_promise_says_so(chinese: World) -> None:
    ticket = chinese.file("P1", subject="Never mind")
    now = chinese.wait(minutes=1)
    desk.withdraw_ticket(ticket_id=ticket, by=chinese.acme.requester, now=now)
    head, *lines = rows(chinese.acme.requester, "/portal/attainment/tickets.csv?period=2026-03")
    own = [dict(zip(head, line, strict=True)) for line in lines if line[1] == "Never mind"]
    assert [one["结果"] for one in own] == ["已取消"] * len(own) != []
