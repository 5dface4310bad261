"""Each customer, and each of the vendor's people, has a share of the threads for whatever they request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from factories.accounts import browser
from factories.api import token_of
from factories.world import World
from upheld.accounts.actor import Actor
from upheld.accounts.costly import group_of
from upheld.config.middleware import SharesMiddleware, shares
from upheld.config.middleware.shares import crowded
from upheld.operations import shares as operations_shares
from upheld.operations.shares import Shares

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Shares:
    """The shares of a process with two threads; nobody waits for another request."""
    pool = Shares(2)
    monkeypatch.setattr(operations_shares, "BRIEF", 0.0)
    monkeypatch.setattr(shares, "shares", lambda: pool)
    return pool


@contextmanager
def busy(pool: Shares, actor: Actor) -> Iterator[None]:
    """The actor's people have as many requests under way as they may."""
    held = pool.arrive()
    assert pool.take(held, group_of(actor))
    yield
    pool.leave(held)


def caller(actor: Actor, language: str = "en") -> Client:
    token = token_of(actor, ["read", "write"])
    return Client(headers={"Authorization": f"Bearer {token}", "Accept-Language": language})


def test_pages_beyond_the_share_of_a_customer_are_refused_and_others_are_not(world: World, pool: Shares) -> None:
    ticket = world.file("P1")
    with busy(pool, world.acme.requester):
        refused = browser(world.acme.manager).get(f"/portal/tickets/{ticket}")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
        assert "your organisation’s are under way. Try again in 2 seconds" in refused.content.decode()
        assert browser(world.rival.requester).get("/portal/").status_code == 200
        assert browser(world.engineer).get("/console/queue").status_code == 200
    assert browser(world.acme.manager).get(f"/portal/tickets/{ticket}").status_code == 200


@pytest.mark.parametrize(("language", "words"), [("en", "are under way"), ("zh-hans", "过多请求正在处理")])
def test_calls_beyond_the_share_are_refused_before_they_begin(
    world: World, pool: Shares, language: str, words: str
) -> None:
    ticket = world.file("P1")
    call = caller(world.acme.requester, language)
    message = {"body": "x"}
    address = f"/api/v1/tickets/{ticket}/messages"
    with busy(pool, world.acme.manager):
        refused = call.post(address, message, "application/json", headers={"Idempotency-Key": "k"})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
        assert refused.json()["code"] == "too_many_at_once"
        assert words in refused.json()["detail"]
        assert caller(world.engineer).get("/api/v1/queue").status_code == 200
    assert call.post(address, message, "application/json", headers={"Idempotency-Key": "k"}).status_code == 201


def test_each_of_the_vendors_people_has_a_share(world: World, pool: Shares) -> None:
    with busy(pool, world.engineer):
        assert browser(world.engineer).get("/console/queue").status_code == 429
        assert browser(world.staff["support_manager"]).get("/console/queue").status_code == 200


def held_by(pool: Shares, actor: Actor) -> int:
    assert pool._held == []
    return pool._usages[group_of(actor)].running


def response_of(world: World, view: Callable[[Any], Any], rf: Any) -> Any:
    def take_and_run(request: Any) -> Any:
        request.actor = world.acme.requester
        return crowded(request) or view(request)

    return SharesMiddleware(take_and_run)(rf.get("/portal/"))


def test_a_share_ends_with_the_response(world: World, pool: Shares, rf: Any) -> None:
    for _ in range(3):
        assert response_of(world, lambda _: HttpResponse("x"), rf).status_code == 200
    assert held_by(pool, world.acme.requester) == 0


def test_a_share_ends_when_the_view_fails(world: World, pool: Shares, rf: Any) -> None:
    def fail(_: Any) -> HttpResponse:
        raise KeyError

    with pytest.raises(KeyError):
        response_of(world, fail, rf)
    assert held_by(pool, world.acme.requester) == 0


def test_a_download_holds_its_share_until_it_is_closed(world: World, pool: Shares, rf: Any) -> None:
    download = response_of(world, lambda _: StreamingHttpResponse(iter([b"x"] * 3)), rf)
    with closing(download):
        assert response_of(world, lambda _: HttpResponse("x"), rf).status_code == 429
        assert b"".join(download) == b"xxx"
        assert response_of(world, lambda _: HttpResponse("x"), rf).status_code == 429
    assert response_of(world, lambda _: HttpResponse("x"), rf).status_code == 200
    download.close()
    assert held_by(pool, world.acme.requester) == 0


def test_a_client_who_goes_away_gives_the_share_back(world: World, pool: Shares, rf: Any) -> None:
    download = response_of(world, lambda _: StreamingHttpResponse(iter([b"x"] * 3)), rf)
    next(iter(download))
    download.close()
    assert held_by(pool, world.acme.requester) == 0


def test_a_download_that_fails_gives_the_share_back(world: World, pool: Shares, rf: Any) -> None:
    def parts() -> Iterator[bytes]:
        yield b"x"
        raise KeyError

    download = response_of(world, lambda _: StreamingHttpResponse(parts()), rf)
    with closing(download), pytest.raises(KeyError):
        b"".join(download)
    assert held_by(pool, world.acme.requester) == 0


def test_a_short_download_ends_its_share_at_once(world: World, pool: Shares) -> None:
    client = browser(world.acme.manager)
    for _ in range(3):
        assert client.get("/portal/tickets.csv").status_code == 200
    assert held_by(pool, world.acme.manager) == 0
