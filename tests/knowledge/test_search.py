"""Search over tickets in Chinese and English, as far as the reader may see."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.accounts import browser
from factories.world import World
from upheld.accounts.actor import Actor
from upheld.desk import acts as desk
from upheld.knowledge import queries
from upheld.knowledge.indexing import rebuild
from upheld.knowledge.lexemes import vector
from upheld.knowledge.query_terms import tsqueries
from upheld.operations.paging import BadCursor, write_cursor


def found(text: str, actor: Actor) -> list[int]:
    return [line.id for line in queries.search(text=text, actor=actor).lines]


@pytest.fixture
def tickets(world: World) -> dict[str, int]:
    return {
        "zh": world.file(subject="升级后音视频回声严重", body="安卓平板上对端能听到自己的声音"),
        "en": world.file(subject="Loud echoes after upgrading", body="The far side hears itself, error ERR_JOIN_1004"),
    }


def test_words_are_found_in_any_inflection(world: World, tickets: dict[str, int]) -> None:
    assert found("echo upgraded", world.engineer) == [tickets["en"]]


def test_chinese_words_and_any_fragment_are_found(world: World, tickets: dict[str, int]) -> None:
    for text in ("回声", "视频回", "卓平", "听到自己"):
        assert found(text, world.engineer) == [tickets["zh"]], text


def test_codes_are_found_whole_and_in_parts(world: World, tickets: dict[str, int]) -> None:
    assert found("err_join_1004", world.engineer) == [tickets["en"]]
    assert found("1004", world.engineer) == [tickets["en"]]


def test_phrases_ask_for_neighbours(world: World, tickets: dict[str, int]) -> None:
    assert found('"far side"', world.engineer) == [tickets["en"]]
    assert found('"side far"', world.engineer) == []


WORDS = ["join", "the", "Channel", "of", "视频卡顿", "4.2.1", "joining", "回声", "err_join", "to"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=9), start=st.integers(0, 8), length=st.integers(1, 9)
)
def test_a_part_of_a_text_is_a_phrase_of_it(db: None, words: list[str], start: int, length: int) -> None:
    phrase = " ".join(words[start : start + length])
    for query in tsqueries(f'"{phrase}"'):
        assert matches(vector([(" ".join(words), "D")]).literal, query), query


def test_a_phrase_names_its_pairs_of_neighbours_for_the_index() -> None:
    (query,) = tsqueries('"joins the channel"')
    assert query == "'join channel' & ('join' <2> 'channel')"


def matches(said: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [said, query])
        return bool(cursor.fetchone()[0])


def test_a_customer_finds_only_their_own(world: World, tickets: dict[str, int]) -> None:
    assert found("echo", world.rival.requester) == []
    assert found("echo", world.acme.requester) == [tickets["en"]]


def test_notes_are_found_by_staff_alone(world: World, tickets: dict[str, int]) -> None:
    desk.add_note(ticket_id=tickets["en"], body="Looks like the Frankfurt case", by=world.engineer, now=world.now)
    assert found("frankfurt", world.engineer) == [tickets["en"]]
    assert found("frankfurt", world.acme.requester) == []
    desk.reply(ticket_id=tickets["en"], body="Could you try the canary?", by=world.engineer, now=world.now)
    assert found("canary", world.engineer) == found("canary", world.acme.requester) == [tickets["en"]]


def test_the_subject_weighs_more_than_the_body(world: World) -> None:
    below = world.file(subject="Something else", body="recording stops")
    above = world.file(subject="Recording stops", body="after an hour")
    world.file(subject="Nothing", body="at all")
    assert found("recording stops", world.engineer) == [above, below]


def test_the_newest_matches_are_ranked_and_it_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "RANKED_MAX", 2)
    numbers = [world.file(subject="Same words") for _ in range(3)]
    page = queries.search(text="same words", actor=world.engineer)
    assert page.capped
    assert {line.id for line in page.lines} == set(numbers[1:])


def test_pages_are_the_ranking_and_what_comes_meanwhile_hides_nothing(world: World) -> None:
    numbers = [world.file(subject="Same words", body="so " + "loud " * (number % 3)) for number in range(7)]
    whole = found("same loud", world.engineer)
    assert set(whole) >= {one for index, one in enumerate(numbers) if index % 3}
    seen: list[int] = []
    after: str | None = None
    for turn in range(9):
        page = queries.search(text="same loud", actor=world.engineer, after=after, limit=2)
        seen += [line.id for line in page.lines]
        if turn == 0:
            world.file(subject="Same loud words", body="loud same")
            assert page.total == len(whole)
        after = page.after
        if after is None:
            break
    assert seen == whole


def test_pages_go_on_with_the_question_that_found_the_first(world: World) -> None:
    """Nothing has both words at first; then something does."""
    numbers = [world.file(subject=subject) for subject in ("Crackling", "Crackling", "Crackling")]
    first = queries.search(text="crackling thunder", actor=world.engineer, limit=2)
    world.file(subject="Crackling thunder")
    rest = queries.search(text="crackling thunder", actor=world.engineer, after=first.after, limit=2)
    assert [line.id for line in (*first.lines, *rest.lines)] == numbers[::-1]
    assert rest.after is None


def test_pages_end_with_what_is_ranked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "RANKED_MAX", 3)
    numbers = [world.file(subject="Same words") for _ in range(5)]
    first = queries.search(text="same words", actor=world.engineer, limit=2)
    rest = queries.search(text="same words", actor=world.engineer, after=first.after, limit=2)
    assert [line.id for line in (*first.lines, *rest.lines)] == numbers[:1:-1]
    assert (rest.after, rest.total, rest.capped) == (None, 3, True)


@pytest.mark.parametrize("values", [[0, 1.0], [7, 1.0, 1], [-1, 1.0, 1], ["a", 1.0, 1], [0, "x", 1], [0, 1, 1]])
def test_a_place_that_no_page_gave_is_refused(world: World, values: list[object]) -> None:
    with pytest.raises(BadCursor):
        queries.search(text="same words", actor=world.engineer, after=write_cursor(values))


@given(st.text(max_size=300))
def test_no_text_makes_a_query_that_the_server_refuses(text: str) -> None:
    for query in tsqueries(text):
        assert query.strip("'&|() ")
    vector([(text, "A")])


@pytest.mark.parametrize("text", ["'", "\\", "a'b\\c", "\x00", "''''", '"', '"" x', "!!", "😀", "a" * 5000, "~", "|&!"])
def test_odd_queries_are_answered(world: World, tickets: dict[str, int], text: str) -> None:
    queries.search(text=text, actor=world.engineer)


def test_no_plan_is_made_for_words_in_general(world: World, tickets: dict[str, int]) -> None:
    """Whether a word is rare decides how it is best looked for, so each search is planned with its own words."""
    for number in range(12):
        assert found(f"err_join_{number}", world.engineer) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%%knowledge_searchrow%%'")
        kept = [statement for (statement,) in cursor.fetchall() if "pg_prepared_statements" not in statement]
    searches = [statement for statement in kept if not statement.lstrip().startswith(("INSERT INTO", "UPDATE"))]
    assert [statement for statement in searches if "$1" in statement] == []


def test_tags_are_found_as_soon_as_a_ticket_is_filed(world: World) -> None:
    ticket = world.file("P2", tags=["turquoise"])
    assert found("turquoise", world.engineer) == [ticket]


def test_a_fragment_of_chinese_is_found_however_the_segmenter_cuts(world: World) -> None:
    rooms = world.file("P2", subject="聊天室无法进入", body="-")
    chats = world.file("P2", subject="聊天无法发送", body="-")
    for text in ("聊天", "聊", "“聊天”", "聊天 无法"):
        assert set(found(text, world.engineer)) == {rooms, chats}, text
    assert found("天室无", world.engineer) == [rooms]
    assert found("聊天室", world.engineer) == [rooms]


def test_characters_that_stand_apart_are_no_fragment(world: World) -> None:
    apart = world.file("P2", subject="天无法发送，无法发送聊天", body="聊天，天无")
    together = world.file("P2", subject="聊天无法发送", body="-")
    assert found("聊天无法", world.engineer) == [together]
    assert found("聊天无", world.engineer) == [together]
    assert set(found("无法发送", world.engineer)) == {apart, together}


TEXTS = ("聊天室无法进入，请检查房间的编号", "升级后音视频回声严重", "的", "安卓平板上对端能听到自己的声音")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.sampled_from(TEXTS), start=st.integers(0, 15), length=st.integers(1, 6))
def test_every_fragment_of_chinese_matches_its_text(db: None, text: str, start: int, length: int) -> None:
    fragment = text[start : start + length].strip("，")
    if fragment:
        first, *_ = tsqueries(fragment)
        assert matches(vector([(text, "D")]).literal, first), (fragment, first)


def test_an_internal_note_does_not_make_a_fragment_for_a_customer(world: World) -> None:
    ticket = world.file("P2", subject="聊天，天室", body="-")
    desk.add_note(ticket_id=ticket, body="聊天室无法进入", by=world.engineer, now=world.now)
    assert found("聊天室", world.engineer) == [ticket]
    assert found("聊天室", world.acme.requester) == []


def test_the_index_is_rebuilt_from_the_tables(world: World) -> None:
    ticket = world.file("P2", subject="聊天室无法进入", body="-")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE knowledge_searchrow SET public = ''::tsvector")
    assert found("聊", world.engineer) == []
    assert list(rebuild(now=world.now)) == [1]
    assert found("聊", world.engineer) == [ticket]


def test_all_queries_of_a_search_share_one_deadline(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that no ticket has all of are searched in two ways. By this clock each way takes 0.6 seconds."""
    ticket = world.file(subject="Long")
    assert found("long unheard", world.engineer) == [ticket]
    monkeypatch.setattr(queries, "monotonic", count(0.0, 0.6).__next__)
    assert found("long", world.engineer) == [ticket]
    with pytest.raises(queries.SearchTooLong):
        found("long unheard", world.engineer)


def test_a_search_that_takes_too_long_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts with both pairs of a run but not the run are read to the end."""
    ticket = world.file(subject="Long", body="音视，视频。" + "，a" * 9_000)
    for _ in range(20):
        desk.reply(ticket_id=ticket, body="音视，" + "，a" * 9_000, by=world.engineer, now=world.now)
    assert found("音视频", world.engineer) == []
    monkeypatch.setattr(queries, "TIMEOUT", timedelta(milliseconds=1))
    with pytest.raises(queries.SearchTooLong) as refusal:
        found("音视频", world.engineer)
    assert (refusal.value.code, refusal.value.field) == ("search_too_long", "q")
    for place in ("/console/search", "/api/v1/search"):
        answer = browser(world.engineer).get(place, {"q": "音视频"})
        assert 400 <= answer.status_code < 500
    assert "Add a rarer word" in browser(world.engineer).get("/console/search", {"q": "音视频"}).content.decode()
    monkeypatch.undo()
    assert found("音视", world.engineer) == [ticket]
