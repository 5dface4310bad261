"""What a page reads of a request is noted while it reads, so that no list of its fields can grow old."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict

PLACE = f"{__name__}.NotingMiddleware"
FORMS = ("x-www-form-urlencoded", "form-data")


class _Noting(MultiValueDict):
    """Fields that note each name that is asked for."""

    read: ClassVar[set[str]]

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)

    def getlist(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().getlist(name, default)

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)

    def dict(self) -> _NotingDict:
        found = _NotingDict((name, MultiValueDict.__getitem__(self, name)) for name in self)
        found.read = self.read
        return found


class _NotingDict(dict[str, Any]):
    """The last value of each name, and still a note of what is asked for."""

    read: set[str]

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)

    def __getitem__(self, name: str) -> Any:
        self.read.add(name)
        return super().__getitem__(name)


class _Query(_Noting, QueryDict):
    read: ClassVar[set[str]] = set()


class _Form(_Noting, QueryDict):
    read: ClassVar[set[str]] = set()


class _Files(_Noting):
    read: ClassVar[set[str]] = set()


class NotingMiddleware:
    """Stands last, so that everything else has read its own already."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        request.GET.__class__ = _Query
        if request.method == "POST" and (request.content_type or "").endswith(FORMS):
            request.POST.__class__ = _Form
            request.FILES.__class__ = _Files


def begin() -> None:
    """Forget what was read before."""
    for kind in (_Query, _Form, _Files):
        kind.read.clear()


def query() -> frozenset[str]:
    """The names read from the address since then."""
    return frozenset(_Query.read)


def form() -> frozenset[str]:
    """The names read from the form."""
    return frozenset(_Form.read)


def files() -> frozenset[str]:
    """The names read from the files of the form."""
    return frozenset(_Files.read)
