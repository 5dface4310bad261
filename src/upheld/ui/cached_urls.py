"""A cached `reverse()` for routes with integer arguments."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.urls import get_script_prefix, reverse

FIRST_MARK = 10**15
"""A placeholder id for the lookup of a route; no route contains it."""


def address(route: str, *ids: int) -> str:
    """The URL of a route, as from `django.urls.reverse`. Raises NoReverseMatch."""
    return _pattern(get_script_prefix(), route, len(ids)).format(*ids)


def filler(route: str, count: int = 1) -> Callable[..., str]:
    """A function that returns the URLs of one route for many ids."""
    return _pattern(get_script_prefix(), route, count).format


@cache
def _pattern(prefix: str, route: str, count: int) -> str:
    marks = [FIRST_MARK + number for number in range(count)]
    pattern = reverse(route, args=marks)
    for mark in marks:
        pattern = pattern.replace(str(mark), "{}")
    return pattern
