"""Rows of the pages for anybody, and of everybody's own."""

from __future__ import annotations

from typing import Any

from surfaces.matrix import ADMIN, ANYBODY, EVERYONE, MANAGER, NOBODY, Row

NEW_PASSWORD = {"password": "quiet rivers run deep"}


def anybody(method: str, path: str, **more: Any) -> Row:
    """A page for anybody, signed in or not. A link that nobody made is answered, with 409 or 410."""
    return Row(method=method, path=path, who=ANYBODY, **more)


def own(method: str, path: str, **more: Any) -> Row:
    """A page for whoever has signed in, about themselves."""
    return Row(method=method, path=path, who=EVERYONE, anonymous=302, **more)


ROWS = (
    anybody("GET", "healthz"),
    anybody("GET", "readyz"),
    anybody("GET", "metrics"),
    Row(method="GET", path="signed-in", who=EVERYONE),
    Row(method="GET", path="api/v1/signed-in", who=EVERYONE),
    anybody("GET", ""),
    anybody("GET", "attainment"),
    anybody("GET", "attainment/<str:period>"),
    anybody("GET", "attainment/documents/<int:publication_id>"),
    anybody("GET", "sign-in"),
    anybody("POST", "sign-in", body={"address": "nobody@example.com", **NEW_PASSWORD}),
    anybody("POST", "sign-out"),
    own("POST", "sign-out-everywhere"),
    anybody("GET", "enter/<str:secret>"),
    anybody("POST", "enter/<str:secret>"),
    anybody("GET", "forgot"),
    anybody("POST", "forgot", body={"address": "nobody@example.com"}),
    anybody("GET", "reset/<str:secret>"),
    anybody("POST", "reset/<str:secret>", body=NEW_PASSWORD),
    anybody("GET", "invitation/<str:secret>"),
    anybody("POST", "invitation/<str:secret>", body={"name": "n", **NEW_PASSWORD}),
    anybody("GET", "mail/stop/<str:token>"),
    anybody("POST", "mail/stop/<str:token>"),
    anybody("POST", "preferences", body={"language": "en"}),
    own("GET", "profile"),
    own("POST", "profile", body={"name": "n", "language": "en", "timezone": "UTC", "theme": "auto"}),
    own("POST", "profile/password", body={"current": "x", **NEW_PASSWORD}),
    own("GET", "profile/tokens"),
    own("POST", "profile/tokens", body={"name": "n", "kind": "machine", "scopes": "read"}),
    Row(
        method="POST",
        path="profile/tokens/<int:token_id>/revoke",
        who=frozenset({MANAGER, ADMIN}),
        refused=404,
        foreign=404,
        anonymous=302,
    ),
    *(
        Row(method=method, path="api/v1/", who=NOBODY, refused=404, anonymous=404)  # whatever has no address there
        for method in ("GET", "POST")
    ),
)
