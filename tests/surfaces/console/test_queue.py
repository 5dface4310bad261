"""The queue: its order, filters, counts, changes and file."""

from __future__ import annotations

import csv
import re

import pytest

from upheld.clocks import queue_pages
from upheld.console import queue as queue_page
from upheld.desk import acts as desk


def numbers(page: str) -> list[int]:
    """The tickets on a page, in its order."""
    return [int(one) for one in re.findall(r'class="cover" href="/console/tickets/(\d+)"', page)]


@pytest.fixture
def three(console) -> list[int]:
    """A slow one, a fast one and one between."""
    world = console.world
    return [world.file("P2", subject="Slow"), world.file("P0", subject="Fast", customer=world.rival), world.file("P1")]


def test_the_next_deadline_comes_first(console, three) -> None:
    assert numbers(console.get("queue")) == [three[1], three[2], three[0]]
    assert numbers(console.get("")) == [three[1], three[2], three[0]]


def test_filters_stand_in_the_address(console, three) -> None:
    world = console.world
    desk.assign(
        ticket_id=three[0],
        group_id=world.groups["first"],
        assignee_id=world.engineer.id,
        by=world.engineer,
        now=world.now,
    )
    desk.request_information(
        ticket_id=three[2], body="Please send", items=["the log"], by=world.engineer, now=world.now
    )
    assert numbers(console.get("queue?person=me")) == [three[0]]
    assert numbers(console.get("queue?person=nobody")) == [three[1], three[2]]
    assert numbers(console.get(f"queue?person={world.engineer.id}")) == [three[0]]
    assert numbers(console.get(f"queue?group={world.groups['first']}")) == [three[0]]
    assert numbers(console.get(f"queue?customer={world.rival.id}")) == [three[1]]
    assert numbers(console.get("queue?severity=P1")) == [three[2]]
    assert numbers(console.get("queue?state=waiting")) == [three[2]]


@pytest.mark.parametrize("query", ["group=x", "customer=-1", "person=9999999999999999999999", "state=no", "after=~~"])
def test_what_cannot_be_read_is_any(console, three, query: str) -> None:
    assert len(numbers(console.get(f"queue?{query}"))) == 3


def test_a_missed_deadline_can_be_asked_for(console, three) -> None:
    console.world.wait(minutes=30)
    assert numbers(console.get("queue?missed=1")) == [three[1]]
    assert ">1</span>" in console.get("queue/counts")


def test_rows_answer_304_until_something_changes(console, three) -> None:
    browser = console.open()
    place = "/console/queue/rows?since=2026-01-01T00:00:00%2B00:00"
    tag = browser.get(place)["ETag"]
    assert browser.get(place, headers={"if-none-match": tag}).status_code == 304
    console.world.file("P2")
    changed = browser.get(place, headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_what_came_since_is_marked(console, three) -> None:
    assert "new tickets since" in console.get("queue/rows?since=2026-01-01T00:00:00%2B00:00")
    assert "since you opened" not in console.get("queue/rows")


def test_pages_follow_one_another_and_lose_nothing(console, three, monkeypatch) -> None:
    monkeypatch.setattr(queue_page, "PAGE_SIZE", 2)
    first = console.get("queue?state=open")
    further = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert further is not None
    assert "state=open" in further[1]
    second = console.get("queue?" + further[1].replace("&amp;", "&"))
    assert numbers(first) + numbers(second) == [three[1], three[2], three[0]]


def test_counts_stop_at_the_cap(console, three, monkeypatch) -> None:
    monkeypatch.setattr(queue_pages, "COUNT_CAP", 2)
    found = queue_pages.counts(filters=queue_pages.QueueFilter())
    assert found["all"] == 3
    assert queue_page.figures({"all": 1001})[0]["shown"] == "1000+"


def test_nothing_to_do_is_said_kindly(console) -> None:
    assert "Nothing is waiting" in console.get("queue")
    assert "Nothing here matches" in console.get("queue?severity=P0")


def test_the_file_has_the_queue_and_runs_nothing(console) -> None:
    console.world.file("P1", subject='=HYPERLINK("http://x")')
    console.world.file("P0", subject="Second, with a comma")
    text = console.get("queue.csv")
    rows = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    assert [row[1] for row in rows[1:]] == ["Second, with a comma", '\'=HYPERLINK("http://x")']
    assert rows[0][0] == "Number"


def test_the_file_tells_of_deadlines_that_passed_since_the_last_sweep(console) -> None:
    console.world.file("P0")  # an hour ago, and no worker has looked since
    [row] = csv.DictReader(console.get("queue.csv").removeprefix("\ufeff").splitlines())
    assert row["Past its deadline"] == "Yes"


def test_all_tickets_come_as_a_file_too(console, three) -> None:
    text = console.get("tickets.csv?severity=P1")
    assert text.count("\r\n") == 2
    assert "RTC" in text
