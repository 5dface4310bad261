"""What happens to every request."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from factories.accounts import browser, person
from upheld.accounts import operations
from upheld.accounts.audience import Answer, Audience
from upheld.config.middleware import BoundsMiddleware, ReaderMiddleware
from upheld.database import row_security


def test_pages_may_run_nothing_but_our_scripts():
    answer = Client().get("/sign-in")
    policy = answer["Content-Security-Policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert len(nonce) >= 20
    assert f'nonce="{nonce}"' in answer.content.decode()
    assert "script-src 'nonce-" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_the_nonce_is_another_each_time():
    policies = {Client().get("/sign-in")["Content-Security-Policy"] for _ in range(5)}
    assert len(policies) == 5


def test_no_page_of_ours_has_inline_style_or_script():
    page = Client().get("/sign-in").content.decode()
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize("place", ["/sign-in?next=%00", "/sign-in?a%00b=1", "/sign-in%00", "/nowhere/%00"])
def test_nul_in_an_address_is_refused(place):
    answer = Client().get(place)
    assert answer.status_code == 400
    assert "NUL" in answer.content.decode()


def test_nul_in_a_form_is_refused_by_name():
    answer = Client(headers={"accept-language": "en"}).post("/sign-in", {"address": "a\0b", "password": "x"})
    assert answer.status_code == 400
    assert "“address”" in answer.content.decode()


def test_nul_is_refused_in_chinese_too():
    answer = Client(headers={"accept-language": "zh-CN"}).post("/sign-in", {"address": "a\0b"})
    assert "空字符" in answer.content.decode()


def test_too_big_a_body_is_refused_before_it_is_read():
    request = RequestFactory().post("/sign-in", b"x", content_type="application/json", CONTENT_LENGTH="99999999")
    answer = BoundsMiddleware(lambda _: pytest.fail("it was let in"))(request)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "ten"}, 400),
        ({"CONTENT_LENGTH": "9" * 40}, 400),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "10000000000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}, 413),
    ],
)
@pytest.mark.parametrize("place", ["/sign-in", "/api/v1/tickets"])
def test_odd_lengths_are_refused(given, status, place):
    answer = BoundsMiddleware(lambda _: pytest.fail("it was let in"))(RequestFactory().post(place, **given))
    assert answer.status_code == status
    assert ("problem+json" in answer["Content-Type"]) == place.startswith("/api")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_what_is_too_big_for_the_api_is_a_problem_like_any_other(language):
    given = {"CONTENT_LENGTH": "99999999", "HTTP_ACCEPT_LANGUAGE": language}
    request = RequestFactory().post("/api/v1/tickets", content_type="application/json", **given)
    told = json.loads(BoundsMiddleware(lambda _: pytest.fail("it was let in"))(request).content)
    assert (told["type"], told["status"]) == ("urn:upheld:problem:body_too_big", 413)
    assert told["title"] == {"en": "Too large", "zh-CN": "内容过大"}[language]
    assert told["errors"] == [{"field": "", "code": "body_too_big", "message": told["detail"]}]


def test_nul_in_a_query_of_the_api_names_its_field():
    told = Client(headers={"accept-language": "en"}).get("/api/v1/tickets?tag=%00").json()
    assert (told["status"], told["errors"][0]["field"], told["errors"][0]["code"]) == (400, "tag", "nul_in_field")


def test_a_signed_in_reader_costs_two_statements(django_assert_num_queries):
    client = browser(person("engineer"))
    read = reader_of(client)
    with django_assert_num_queries(2) as captured:
        read()
    assert [query["sql"].split()[0] for query in captured].count("SELECT") == 2


def test_a_stranger_costs_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        reader_of(Client())()


def test_health_touches_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get("/healthz").status_code == 200


def test_each_reader_sees_only_their_rows():
    customer = person("requester")
    for who, expected in ((customer, str(next(iter(customer.organisations)))), (person("engineer"), "all"), (None, "")):
        reader_of(browser(who))()
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('upheld.scope')")
            assert cursor.fetchone() == (expected,)
        row_security.enter(None)


def test_a_token_reads_the_api_and_no_page():
    boss = person("admin")
    token = operations.issue_token(name="x", scopes=["read"], by=boss, now=timezone.now()).secret
    for place, expected in (("/api/v1/x", boss.id), ("/profile", None)):
        assert _actor_id(place, headers={"authorization": f"Bearer {token}"}) == expected


def test_a_session_opens_no_api():
    client = browser(person("admin"))
    assert _actor_id("/api/v1/x", cookies=client.cookies) is None
    assert _actor_id("/profile", cookies=client.cookies) is not None


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer uph_x", "bearer\tuph_x", "Bearer " + "x" * 9000]
)
def test_what_is_no_token_is_nobody(header):
    assert _actor_id("/api/v1/x", headers={"authorization": header}) is None


def test_language_and_zone_are_the_readers():
    who = person("engineer")
    operations.update_profile(
        name="林", language="zh-hans", timezone="Asia/Tokyo", theme="dark", by=who, now=timezone.now()
    )
    page = browser(who, language="en").get("/profile")
    assert page["Content-Language"] == "zh-hans"
    assert 'lang="zh-hans"' in page.content.decode()
    assert 'data-theme="dark"' in page.content.decode()
    assert "我的账号" in page.content.decode()


def test_before_signing_in_the_browser_says_the_language():
    for asked, expected in (
        ("zh-CN,zh;q=0.9", "登录"),
        ("en-GB", "Sign in"),
        ("de", "Sign in"),
        ("x" * 9000, "Sign in"),
    ):
        assert expected in Client(headers={"accept-language": asked}).get("/sign-in").content.decode()


def test_the_network_is_the_peers_and_behind_a_proxy_the_last_that_the_proxy_wrote(settings):
    given = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, 198.51.100.7"}
    assert _network(given) == "192.0.2.1"
    settings.BEHIND_PROXY = True
    assert _network(given) == "198.51.100.7"
    assert _network({"REMOTE_ADDR": "192.0.2.1"}) == "unknown"


@pytest.mark.parametrize(
    ("audience", "role", "expected"),
    [
        (Audience("public"), None, Answer.ENTER),
        (Audience("signed_in"), None, Answer.SIGN_IN),
        (Audience("staff"), None, Answer.SIGN_IN),
        (Audience("staff"), "requester", Answer.NOTHING_HERE),
        (Audience("staff"), "engineer", Answer.ENTER),
        (Audience("staff", frozenset({"admin"})), "engineer", Answer.NOT_ALLOWED),
        (Audience("customer"), "engineer", Answer.NOTHING_HERE),
        (Audience("customer"), "requester", Answer.ENTER),
        (Audience("customer", frozenset({"customer_manager"})), "requester", Answer.NOT_ALLOWED),
    ],
)
def test_whom_a_view_lets_in(audience, role, expected):
    assert audience.answer(person(role) if role else None) is expected


def test_a_view_that_says_nothing_is_shown_to_nobody(rf):
    from upheld.config.middleware import GuardMiddleware

    request = _read(rf.get("/x"))
    request.csp_nonce = "n"
    answer = GuardMiddleware(lambda _: None).process_view(request, lambda _: None, (), {})
    assert answer.status_code == 403


def test_every_route_says_whom_it_is_for():
    from django.urls import get_resolver

    from upheld.accounts.audience import audience_of

    silent = [name for name, view in _views(get_resolver()) if audience_of(view) is None]
    assert silent == []


def _views(resolver, prefix=""):
    for url_pattern in resolver.url_patterns:
        place = prefix + str(url_pattern.pattern)
        if hasattr(url_pattern, "url_patterns"):
            yield from _views(url_pattern, place)
        else:
            yield place, url_pattern.callback


def reader_of(client):
    """One request through session and reader, nothing else."""
    cookies = dict(client.cookies.items())

    def read():
        request = RequestFactory().get("/profile")
        request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
        return _read(request)

    return read


def _read(request):
    from django.contrib.sessions.middleware import SessionMiddleware
    from django.http import HttpResponse

    seen = []

    def view(inner):
        seen.append(inner)
        return HttpResponse()

    request.now = timezone.now()
    SessionMiddleware(ReaderMiddleware(view))(request)
    return seen[0]


def _actor_id(place, headers=None, cookies=None):
    request = RequestFactory(headers=headers or {}).get(place)
    request.COOKIES = {name: morsel.value for name, morsel in (cookies or {}).items()}
    actor = _read(request).actor
    return actor.id if actor else None


def _network(meta):
    return _read(RequestFactory().get("/sign-in", **meta)).network


@pytest.mark.parametrize(
    ("path", "large"),
    [
        ("/portal/tickets/new", True),
        ("/portal/tickets/7/replies", True),
        ("/console/tickets/7/reply", True),
        ("/console/tickets/7/note", True),
        ("/console/tickets/7/information", True),
        ("/console/tickets/7/workaround", True),
        ("/console/tickets/7/resolution", True),
        ("/api/v1/tickets/7/attachments", True),
        ("/sign-in", False),
        ("/forgot", False),
        ("/console/tickets/new", False),
        ("/console/tickets/7/draft", False),
        ("/portal/tickets/7/draft", False),
        ("/api/v1/tickets", False),
        ("/nowhere", False),
    ],
)
def test_only_where_files_are_taken_may_a_body_be_large(client, path, large):
    answer = client.generic("POST", path, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH="3000000")
    assert (answer.status_code != 413) is large


def test_the_front_allows_large_bodies_at_the_same_paths():
    from pathlib import Path

    from upheld.config.middleware.bounds import UPLOADS

    conf = Path(__file__).resolve().parents[2] / "deploy/nginx/upheld.conf"
    assert conf.read_text().count(f"location ~ {UPLOADS.pattern} {{") == 1
