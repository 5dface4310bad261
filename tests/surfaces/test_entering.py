"""Entering, leaving and one's own account, through the pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import letters
from factories.accounts import PASSWORD, address_of, browser, organisation, person
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.outbox.models import Parcel

ENGLISH = {"accept-language": "en"}


def enter(client, address, password=PASSWORD, **more):
    return client.post("/sign-in", {"address": address, "password": password, **more})


def test_signing_in_and_out():
    who, client = person("engineer", password=PASSWORD), Client(headers=ENGLISH)
    answer = enter(client, address_of(who))
    assert answer.status_code == 302
    assert client.get("/profile").status_code == 200
    assert client.post("/sign-out").status_code == 302
    assert client.get("/profile").status_code == 302


def test_cookies_are_closed_to_scripts_and_other_sites():
    who, client = person("engineer", password=PASSWORD), Client()
    enter(client, address_of(who))
    cookie = client.cookies["session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_planted_session_is_left_behind():
    who, client = person("engineer", password=PASSWORD), Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["session"] = session.session_key
    enter(client, address_of(who))
    assert client.cookies["session"].value != session.session_key
    assert "planted" not in client.session


def test_the_old_session_is_dead_after_signing_out():
    client = browser(person("engineer"))
    stolen = client.cookies["session"].value
    client.post("/sign-out")
    thief = Client()
    thief.cookies["session"] = stolen
    assert thief.get("/profile").status_code == 302


def test_wrong_and_unknown_look_the_same():
    who = person("engineer", password=PASSWORD)
    pages = []
    for address in (address_of(who), "nobody@example.org"):
        answer = enter(Client(headers=ENGLISH), address, "wrong password here")
        assert answer.status_code == 422
        pages.append(_stable(answer.content.decode(), address))
    assert pages[0] == pages[1]
    assert "not right" in pages[0]
    assert "wrong password here" not in pages[0]


def test_forgot_looks_the_same_for_known_and_unknown():
    who = person("engineer", password=PASSWORD)
    pages = []
    for address in (address_of(who), "nobody@example.org", "not an address"):
        answer = Client(headers=ENGLISH).post("/forgot", {"address": address})
        assert answer.status_code == 200
        pages.append(_stable(answer.content.decode(), address))
    assert len(set(pages)) == 1


def test_too_many_attempts_are_429():
    client = Client(headers=ENGLISH)
    for _ in range(10):
        assert enter(client, "x@example.org").status_code == 422
    answer = enter(client, "x@example.org")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 15 * 60
    assert "Too many attempts" in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/profile", "/profile"),
        ("/profile?a=1", "/profile?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("http:///evil.example", "/"),
        ("profile", "/"),
        ("", "/"),
    ],
)
def test_onward_stays_on_this_site(asked, goes_to):
    who = person("engineer", password=PASSWORD)
    assert enter(Client(), address_of(who), next=asked)["Location"] == goes_to


def test_a_stranger_is_asked_to_sign_in_and_comes_back():
    answer = Client().get("/profile/tokens?x=1")
    assert answer["Location"] == "/sign-in?next=/profile/tokens%3Fx%3D1"
    part = Client(headers={"hx-request": "true"}).get("/profile")
    assert (part.status_code, part["HX-Redirect"]) == (401, "/sign-in?next=/profile")


def test_a_sign_in_link_is_used_up_by_the_button_alone():
    who = person("engineer")
    link = operations.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=timezone.now()).partition("8000")[2]
    client = Client(headers=ENGLISH)
    for _ in range(3):
        assert who.name in client.get(link).content.decode()
    assert client.post(link).status_code == 302
    assert client.get("/profile").status_code == 200
    assert Client().get(link).status_code == 410
    assert Client().post(link).status_code == 409


def test_a_forgotten_password_from_page_to_page():
    who, client = person("engineer", password=PASSWORD), Client(headers=ENGLISH)
    client.post("/forgot", {"address": address_of(who)})
    operations.answer_reset_requests(now=timezone.now())
    place = "/reset/" + letters.secret_in(letters.last("reset"))
    assert who.name in client.get(place).content.decode()
    weak = client.post(place, {"password": "short"})
    assert weak.status_code == 422
    assert "at least 12" in weak.content.decode()
    assert client.post(place, {"password": "a wholly new river"}).status_code == 200
    assert client.get(place).status_code == 410
    assert enter(client, address_of(who), "a wholly new river").status_code == 302


def test_accepting_an_invitation_lets_one_in():
    place, now = organisation("Sea & Sky"), timezone.now()
    operations.invite_person(
        organisation_id=place, address="new@example.org", roles=["requester"], language="zh-hans", by=SYSTEM, now=now
    )
    path = "/invitation/" + letters.secret_in(letters.last("invitation"))
    client = Client(headers=ENGLISH)
    page = client.get(path)
    assert "欢迎加入 Sea &amp; Sky" in page.content.decode()
    assert client.post(path, {"name": "Lin", "password": "short"}).status_code == 422
    assert client.post(path, {"name": "Lin", "password": PASSWORD}).status_code == 302
    assert "Lin" in client.get("/profile").content.decode()
    assert client.get(path).status_code == 410


def test_a_known_person_accepts_without_being_signed_in_by_the_link():
    who, place = person("requester", password=PASSWORD), organisation()
    operations.invite_person(
        organisation_id=place, address=address_of(who), roles=["requester"], by=SYSTEM, now=timezone.now()
    )
    path, client = "/invitation/" + letters.secret_in(letters.last("invitation")), Client(headers=ENGLISH)
    assert "password" not in client.get(path).content.decode().partition("<form")[2].partition("<footer")[0]
    client.post(path)
    assert client.get("/profile").status_code == 302
    assert queries.actor_of_user(user_id=who.id).organisations == who.organisations | {place}


def test_the_profile_is_saved_and_spoken_at_once():
    client = browser(person("engineer"))
    told = {"name": "林", "language": "zh-hans", "timezone": "Asia/Tokyo", "theme": "dark"}
    page = client.post("/profile", told, follow=True).content.decode()
    assert "已保存" in page
    assert "个人信息" in page
    wrong = client.post("/profile", {**told, "timezone": "Mars/Olympus"})
    assert wrong.status_code == 422


def test_changing_the_password_keeps_this_session_and_ends_others():
    who = person("engineer", password=PASSWORD)
    here, there = browser(who), browser(who)
    answer = here.post("/profile/password", {"current": PASSWORD, "password": "a wholly new river"})
    assert answer.status_code == 302
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 302


def test_a_wrong_present_password_is_said_beside_its_field():
    client = browser(person("engineer", password=PASSWORD))
    answer = client.post("/profile/password", {"current": "no", "password": "a wholly new river"})
    assert answer.status_code == 422
    assert re.search(r'id="password-current-error">This is not your present password', answer.content.decode())


def test_signing_out_everywhere_keeps_this_session():
    who = person("engineer")
    here, there = browser(who), browser(who)
    here.post("/sign-out-everywhere")
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 302


@pytest.mark.parametrize(("role", "offered"), [("requester", False), ("engineer", False), ("customer_manager", True)])
def test_only_scopes_that_one_can_have_are_offered(role, offered):
    page = browser(person(role)).get("/profile/tokens").content.decode()
    assert 'value="write"' in page
    assert ('value="admin"' in page) is offered


def test_a_token_is_shown_once():
    client = browser(person("engineer"))
    answer = client.post("/profile/tokens", {"name": "build", "kind": "person", "scopes": ["read"], "days": "30"})
    secret = re.search(r"uph_[\w-]{43}", answer.content.decode()).group()
    assert answer["Cache-Control"] == "no-store"
    use = queries.actor_of_token(token=secret, now=timezone.now())
    assert use is not None
    assert secret not in client.get("/profile/tokens").content.decode()
    client.post(f"/profile/tokens/{use.token_id}/revoke")
    assert queries.actor_of_token(token=secret, now=timezone.now()) is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "x", "kind": "person", "days": "30"}, "at least one scope"),
        ({"name": "x", "kind": "person", "days": "30", "scopes": ["admin"]}, "Select a valid choice"),
        ({"name": "x", "days": "0", "scopes": ["read"]}, "greater than or equal to 1"),
        ({"name": "", "days": "30", "scopes": ["read"]}, "required"),
    ],
)
def test_a_token_that_cannot_be_made_says_why(given, said):
    answer = browser(person("engineer")).post("/profile/tokens", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_anothers_token_cannot_be_revoked():
    who = person("engineer")
    issued = operations.issue_token(name="x", scopes=["read"], by=who, now=timezone.now())
    assert browser(person("engineer")).post(f"/profile/tokens/{issued.id}/revoke").status_code == 404


def test_preferences_before_signing_in_are_cookies():
    client = Client(headers=ENGLISH)
    answer = client.post("/preferences", {"language": "zh-hans", "theme": "dark", "next": "/sign-in"})
    assert answer["Location"] == "/sign-in"
    page = client.get("/sign-in").content.decode()
    assert "登录" in page
    assert 'data-theme="dark"' in page


def test_preferences_after_signing_in_are_the_persons():
    who = person("engineer")
    client = browser(who)
    client.post("/preferences", {"theme": "dark"})
    client.post("/preferences", {"language": "zh-hans"})
    client.post("/preferences", {"language": "<script>", "theme": "pink"})
    seen = queries.person(user_id=who.id, actor=who)
    assert (seen.language, seen.theme, seen.name) == ("zh-hans", "dark", who.name)


def test_forms_need_their_token():
    client = Client(enforce_csrf_checks=True)
    answer = enter(client, "x@example.org")
    assert answer.status_code == 403


def test_who_belongs_nowhere_is_told_so():
    who = person("requester")
    place = next(iter(who.organisations))
    client = browser(who)
    operations.remove_role(user_id=who.id, organisation_id=place, role="requester", by=SYSTEM, now=timezone.now())
    assert "no organisation" in client.get("/").content.decode()


@pytest.mark.parametrize("place", ["/reset/x", "/invitation/x", "/enter/" + "y" * 43, "/reset/" + "z" * 3000])
def test_links_that_never_were_are_over(place):
    assert Client().get(place).status_code in {404, 410}


def test_nothing_is_mailed_by_the_page_itself():
    who = person("engineer", password=PASSWORD)
    Client().post("/forgot", {"address": address_of(who)})
    assert not Parcel.objects.exists()
    assert operations.answer_reset_requests(now=timezone.now() + timedelta(seconds=1)) == 1
    assert Parcel.objects.count() == 1


def _stable(page, address):
    page = page.replace(address, "ADDRESS")
    return re.sub(
        r'data-now="[^"]+"|nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"', "", page
    )
