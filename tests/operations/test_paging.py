"""Pages of a list: nothing is hidden or repeated, whichever way it is sorted, and no cursor breaks anything."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.operations.paging import CURSOR_MAX, BadCursor, page, read_cursor, write_cursor
from upheld.outbox.enqueue import enqueue_mail
from upheld.outbox.models import Parcel

NOW = datetime(2026, 3, 2, tzinfo=UTC)
KINDS = (str, int, datetime, float)
ORDERS = (
    {"pk": int},
    {"-pk": int},
    {"recipient": str, "pk": int},
    {"-recipient": str, "created_at": datetime, "-pk": int},
    {"-created_at": datetime, "recipient": str, "pk": int},
)


@pytest.fixture
def parcels(db: None) -> int:
    for number in range(11):
        enqueue_mail(
            key=f"k{number}",
            to=f"p{number % 3}@b.example",
            template="t",
            language="en",
            content={},
            now=NOW + timedelta(microseconds=number % 2),
        )
    return 11


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("limit", [1, 2, 5, 11, 50])
def test_pages_are_the_list(parcels: int, order: dict[str, type], limit: int) -> None:
    whole = list(Parcel.objects.order_by(*order).values_list("pk", flat=True))
    found, after = [], None
    for _ in range(parcels + 1):
        part = page(Parcel.objects.all(), by=order, after=after, limit=limit)
        found += [row.pk for row in part.items]
        after = part.after
        if after is None:
            break
    assert found == whole


def test_what_comes_and_goes_meanwhile_hides_and_repeats_nothing(parcels: int) -> None:
    order = {"recipient": str, "pk": int}
    whole = list(Parcel.objects.order_by(*order).values_list("pk", flat=True))
    first = page(Parcel.objects.all(), by=order, after=None, limit=4)
    Parcel.objects.filter(pk=first.items[-1].pk).delete()
    enqueue_mail(key="new", to="a@b.example", template="t", language="en", content={}, now=NOW)
    rest = page(Parcel.objects.all(), by=order, after=first.after, limit=50)
    assert [row.pk for row in (*first.items, *rest.items)] == whole


@given(
    st.tuples(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200),
        st.integers(-(2**62), 2**62),
        st.datetimes(timezones=st.just(UTC)),
        st.floats(-(2.0**62), 2.0**62),
    )
)
def test_a_cursor_is_read_as_it_was_written(values: tuple[str, int, datetime, float]) -> None:
    assert read_cursor(write_cursor(values), KINDS) == list(values)


def test_two_of_the_longest_names_fit(db: None) -> None:
    names = ["\N{PILE OF POO}" * 200] * 2
    cursor = write_cursor([*names, 2**62])
    assert len(cursor) <= CURSOR_MAX
    assert read_cursor(cursor, (str, str, int)) == [*names, 2**62]


def _written(text: str) -> str:
    return urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode()


WRONG = (
    *("x", "!!!!", "é", "A" * 5000, _written("{}"), _written("[]"), _written("null"), _written("[" * 3000)),
    *(
        _written(json.dumps(values))
        for values in (
            ["a", 1, "2026-03-02T00:00:00+00:00"],
            ["a", 1, "2026-03-02T00:00:00+00:00", 1.0, 2],
            [1, 1, "2026-03-02T00:00:00+00:00", 1.0],
            ["a\0", 1, "2026-03-02T00:00:00+00:00", 1.0],
            ["\ud800", 1, "2026-03-02T00:00:00+00:00", 1.0],
            ["a", True, "2026-03-02T00:00:00+00:00", 1.0],
            ["a", 2**63, "2026-03-02T00:00:00+00:00", 1.0],
            ["a", 1, "2026-03-02T00:00:00", 1.0],
            ["a", 1, "0001-01-01T00:00:00+23:59", 1.0],
            ["a", 1, 7, 1.0],
            ["a", 1, "2026-03-02T00:00:00+00:00", float("inf")],
            ["a", 1, "2026-03-02T00:00:00+00:00", float("nan")],
        )
    ),
)


@pytest.mark.parametrize("cursor", WRONG)
def test_what_no_page_gave_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor, KINDS)


@given(st.text(max_size=100) | st.binary(max_size=100).map(lambda data: urlsafe_b64encode(data).decode()))
def test_no_cursor_breaks_anything(cursor: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(cursor, KINDS)
