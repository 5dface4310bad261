"""While the database is away everybody is told to come again, pages and programs alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection

from factories.accounts import browser
from factories.api import calls_as
from factories.world import World


@contextmanager
def away(*, after: int) -> Iterator[None]:
    """The database answers this many statements more, and then none."""
    left = after

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0 and not sql.startswith("ROLLBACK"):
            raise OperationalError("the server is away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


@pytest.mark.parametrize("answered", range(8))
def test_a_program_is_told_to_come_again(world: World, answered: int) -> None:
    caller = calls_as(world.acme.requester)
    with away(after=answered):
        told = caller.get("/tickets")
    if told.status_code != 200:
        assert (told.status_code, told.headers["Retry-After"], told.json()["code"]) == (503, "5", "busy")
        assert told.headers["Content-Type"] == "application/problem+json"
    assert told.status_code == 503 or answered > 2


@pytest.mark.parametrize("answered", range(8))
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_reader_is_told_to_come_again(world: World, answered: int, language: str) -> None:
    reader = browser(world.engineer, language=language)
    with away(after=answered):
        told = reader.get("/")
    if told.status_code not in (200, 302):
        assert (told.status_code, told.headers["Retry-After"]) == (503, "5")
        assert ("再试" if language == "zh-hans" else "Try again") in told.content.decode()
    assert told.status_code == 503 or answered > 1
