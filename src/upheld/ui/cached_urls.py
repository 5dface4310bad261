"""Addresses of pages, quickly: a route whose arguments are numbers is looked up once and then filled in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from django.urls import get_script_prefix, reverse

FIRST_MARK = 10**15
"""Stands for a number while a route is looked up; no route has it in its own text."""


def address(route: str, *ids: int) -> str:
    """As `django.urls.reverse`; raises NoReverseMatch where there is no such route."""
    return _pattern(get_script_prefix(), route, len(ids)).format(*ids)


def filler(route: str, count: int = 1) -> Callable[..., str]:
    """`address` of one route, for many numbers."""
    return _pattern(get_script_prefix(), route, count).format


@cache
def _pattern(prefix: str, route: str, count: int) -> str:
    marks = [FIRST_MARK + number for number in range(count)]
    found = reverse(route, args=marks)
    for mark in marks:
        found = found.replace(str(mark), "{}")
    return found
