"""A person who acts far too fast is refused until the allowance has refilled; nobody else is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

import upheld
from factories.accounts import browser
from factories.api import Caller, token_of
from factories.world import World
from upheld.accounts import pace
from upheld.accounts.actor import Actor
from upheld.accounts.pace import Allowances, Pace
from upheld.desk.acts import NewTicket
from upheld.desk.models import Message
from upheld.operations.texts import size_of

pytestmark = pytest.mark.django_db

TEXT = "It fails again, with the newest version."


class Hand:
    """A clock that a test turns."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> Hand:
    """Allowances of two acts on a ticket and three altogether, by this clock."""
    hand = Hand()
    monkeypatch.setattr(pace, "allowances", Allowances(hand))
    monkeypatch.setattr(pace, "TICKET", Pace(most=2, per_minute=3))
    monkeypatch.setattr(pace, "PERSON", Pace(most=3, per_minute=60))
    return hand


def reply(client: Client, ticket: int, **headers: str) -> HttpResponse:
    return client.post(f"/portal/tickets/{ticket}/replies", {"body": TEXT, "revision": "99"}, headers=headers)


def messages(ticket: int) -> int:
    return Message.objects.filter(ticket_id=ticket, body=TEXT).count()


def test_a_page_says_when_to_go_on_and_keeps_the_text(world: World, hand: Hand) -> None:
    ticket, client = world.file("P1"), browser(world.acme.requester)
    assert [reply(client, ticket).status_code for _ in range(3)] == [302, 302, 429]
    refused = reply(client, ticket)
    assert refused["Retry-After"] == "20"
    assert f">{TEXT}</textarea>" in refused.content.decode()
    assert "Go on in 20 seconds." in refused.content.decode()
    assert messages(ticket) == 2
    hand.seconds = 20.0
    assert [reply(client, ticket).status_code for _ in range(2)] == [302, 429]


def test_a_form_within_a_page_keeps_the_status_that_htmx_shows(world: World, hand: Hand) -> None:
    ticket, client = world.file("P1"), browser(world.acme.requester)
    for _ in range(2):
        reply(client, ticket)
    refused = reply(client, ticket, hx_request="true")
    assert (refused.status_code, refused["Retry-After"]) == (422, "20")


def test_other_tickets_and_colleagues_have_allowances_of_their_own(world: World, hand: Hand) -> None:
    tickets, client = [world.file("P1") for _ in range(3)], browser(world.acme.requester)
    assert [reply(client, ticket).status_code for ticket in (*tickets, tickets[0])] == [302, 302, 302, 429]
    assert reply(browser(world.acme.manager), tickets[0]).status_code == 302


def test_the_console_is_counted(world: World, hand: Hand) -> None:
    ticket, client = world.file("P1"), browser(world.engineer)
    place = f"/console/tickets/{ticket}/note"
    answers = [client.post(place, {"body": TEXT, "revision": "99"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert f"{TEXT}</textarea>" in answers[-1].content.decode()


def test_a_token_has_ten_times_as_much_and_gets_a_problem(world: World, hand: Hand) -> None:
    ticket, caller = world.file("P1"), Caller(token_of(world.acme.requester), language="zh")
    statuses = [caller.post(f"/tickets/{ticket}/messages", {"body": TEXT}).status_code for _ in range(21)]
    assert statuses == [201] * 20 + [429]
    refused = caller.post(f"/tickets/{ticket}/messages", {"body": TEXT})
    assert (refused.json()["code"], refused["Retry-After"]) == ("too_many_acts", "2")
    assert "2 秒" in refused.json()["detail"]


def test_filing_by_token_is_counted_too(world: World, hand: Hand) -> None:
    caller = Caller(token_of(world.acme.requester))
    new = {
        "organisation_id": world.acme.id,
        "subject": "Nobody can join",
        "body": TEXT,
        "severity": "P1",
        "product_id": world.product_id,
    }
    assert [caller.post("/tickets", new).status_code for _ in range(31)] == [201] * 30 + [429]


def act(by: Actor, ticket: int) -> bool:
    """Whether a request of somebody may act."""
    with pace.counted_acts() as acts:
        try:
            pace.count_act(by, ticket)
            pace.count_act(by, ticket)
        except pace.TooManyActs:
            return False
    return acts.refused is None


def test_a_request_counts_once_however_much_it_does(world: World, hand: Hand) -> None:
    assert [act(world.engineer, 1) for _ in range(3)] == [True, True, False]


def test_a_refusal_takes_nothing_from_other_tickets(world: World, hand: Hand) -> None:
    assert [act(world.engineer, 1) for _ in range(9)] == [True, True, *[False] * 7]
    assert act(world.engineer, 2)


def test_memory_is_bounded_by_who_acted_lately(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "MOST_ALLOWANCES", 10)
    allowances = Allowances(hand)
    for number in range(100):
        hand.seconds += 60.0
        assert allowances.spend({(number,): Pace(most=2, per_minute=60)}) == 0.0
    assert len(allowances) <= 10


@pytest.fixture
def small_texts(monkeypatch: pytest.MonkeyPatch, hand: Hand) -> int:
    """Allowances of three texts for a customer or a person of the vendor, and two for a person of the customer."""
    size = len(TEXT.encode())
    monkeypatch.setattr(pace, "PERSON", Pace(most=100, per_minute=60))
    monkeypatch.setattr(pace, "TEXTS", Pace(most=3 * size + 30, per_minute=size))
    monkeypatch.setattr(pace, "TEXTS_OF_STAFF", Pace(most=3 * size + 100, per_minute=size))
    monkeypatch.setattr(pace, "TEXTS_OF_MEMBER", Pace(most=2 * size + 30, per_minute=size))
    return size


def test_texts_are_counted_for_a_person_and_for_the_customer(world: World, hand: Hand, small_texts: int) -> None:
    tickets, of_rival = [world.file("P1") for _ in range(3)], world.file("P1", customer=world.rival)
    client, colleague = browser(world.acme.requester), browser(world.acme.manager)
    assert [reply(client, ticket).status_code for ticket in tickets] == [302, 302, 429]
    refused = reply(client, tickets[2])
    assert f">{TEXT}</textarea>" in refused.content.decode()
    assert f"Go on in {refused['Retry-After']} seconds." in refused.content.decode()
    assert messages(tickets[2]) == 0
    assert [reply(colleague, ticket).status_code for ticket in tickets[:2]] == [302, 429]
    assert reply(browser(world.rival.requester), of_rival).status_code == 302
    hand.seconds = float(refused["Retry-After"])
    assert reply(client, tickets[2]).status_code == 302


def test_texts_of_the_vendor_are_counted_for_each_person(world: World, hand: Hand, small_texts: int) -> None:
    tickets = [world.file("P1") for _ in range(4)]
    for person in (world.engineer, world.staff["expert"]):
        client = browser(person)
        notes = [client.post(f"/console/tickets/{number}/note", {"body": TEXT, "revision": "9"}) for number in tickets]
        assert [answer.status_code for answer in notes] == [302, 302, 302, 429]


def test_texts_by_token_share_the_allowance_and_get_a_problem(world: World, hand: Hand, small_texts: int) -> None:
    ticket, caller = world.file("P1"), Caller(token_of(world.acme.requester), language="zh")
    answers = [caller.post(f"/tickets/{ticket}/messages", {"body": TEXT}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].json()["code"] == "too_much_text"
    assert f"{answers[-1]['Retry-After']} 秒" in answers[-1].json()["detail"]
    assert reply(browser(world.acme.requester), ticket).status_code == 429


LONG = "Joining fails. " * 20


@pytest.mark.parametrize(
    ("who", "path", "form"),
    [
        ("requester", "/portal/tickets/{ticket}/draft", {"body": LONG, "revision": "9"}),
        ("requester", "/portal/tickets/new", {"subject": "x", "body": LONG, "severity": "P1", "environment": "test"}),
        ("requester", "/portal/tickets/{ticket}/dispute", {"severity": "P0", "reason": LONG}),
        ("requester", "/profile", {"name": LONG[:90], "language": "en", "timezone": "UTC", "theme": "auto"}),
        ("engineer", "/console/saved-replies", {"title": "Joining", "body_en": LONG, "body_zh": ""}),
        ("admin", "/console/products", {"slug": "rtc-2", "name": "Calls", "components": LONG}),
        ("admin", "/console/contracts/{contract}/draft", {"source": LONG}),
    ],
)
def test_every_form_with_a_text_is_counted(
    world: World, hand: Hand, monkeypatch: pytest.MonkeyPatch, who: str, path: str, form: dict[str, str]
) -> None:
    person = world.acme.requester if who == "requester" else world.staff[who]
    ticket = world.file("P1")
    for name in ("TEXTS", "TEXTS_OF_MEMBER", "TEXTS_OF_STAFF"):
        monkeypatch.setattr(pace, name, Pace(most=80, per_minute=60))
    place = path.format(ticket=ticket, contract=world.acme.contract_id)
    answer = browser(person).post(place, {"product": str(world.product_id), **form})
    assert (answer.status_code, "Retry-After" in answer) == (429, True)


def test_texts_within_values_are_counted(world: World) -> None:
    """Members, keys and fields count; numbers, files and whoever acts do not."""
    filing = NewTicket(
        subject="ab", body="é漢", severity="", product_id=1, environment="", tags=["x"], evidence={"k": "v"}
    )
    assert size_of([filing, 5, None, b"bytes", ("y", {"z": ["w"]})]) == 2 + 5 + 1 + 2 + 3
    assert size_of(["\ud800"]) == 3


def _operations() -> list[ast.FunctionDef]:
    files = Path(upheld.__file__).parent.rglob("*.py")
    functions = (node for file in files for node in ast.walk(ast.parse(file.read_text())))
    return [
        node
        for node in functions
        if isinstance(node, ast.FunctionDef)
        and any("operation" in ast.unparse(mark) or "ticket_act" in ast.unparse(mark) for mark in node.decorator_list)
    ]


def test_no_operation_receives_a_form_whose_texts_would_not_be_counted() -> None:
    operations = _operations()
    assert len(operations) > 80
    for function in operations:
        parameters = (*function.args.args, *function.args.kwonlyargs)
        kinds = [ast.unparse(parameter.annotation) for parameter in parameters if parameter.annotation]
        assert not [kind for kind in kinds if kind.endswith(("Form", "QueryDict"))], function.name
