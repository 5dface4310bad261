"""Calendar editions by the API: listed, read in full, added."""

from __future__ import annotations

import pytest

from factories.api import Caller, calls_as
from factories.calendars import germany, office, publish
from factories.world import World
from upheld.contracts.operations import terms_sha256

DAYS = "office: {horizon: 2027, dates: ['2027-01-01']}"


@pytest.fixture
def contract(world: World) -> int:
    return publish(world, office("dates: ['2026-10-01'], horizon: 2026"))


@pytest.fixture
def admin(world: World) -> Caller:
    return calls_as(world.staff["admin"])


def test_an_edition_is_added_once_and_every_edition_can_be_read(world: World, contract: int, admin: Caller) -> None:
    version = f"/contracts/{contract}/versions/1"
    first = admin.get(version).json()
    assert [one["edition"] for one in first["editions"]] == [1]
    made = admin.post(f"{version}/editions", {"source": DAYS}, key="once")
    assert made.status_code == 201, made.content
    again = admin.post(f"{version}/editions", {"source": DAYS}, key="once")
    assert (again.status_code, again.json()) == (201, made.json())
    read = calls_as(world.acme.requester).get(version).json()
    assert (read["id"], read["sha256"]) == (made.json()["id"], read["editions"][0]["sha256"])
    assert [one["edition"] for one in read["editions"]] == [2, 1]
    old, new = (calls_as(world.acme.requester).get(f"{version}/editions/{one}").json() for one in (1, 2))
    assert old["sha256"] == first["sha256"] == terms_sha256(old["terms"])
    assert new["sha256"] == read["sha256"] == terms_sha256(new["terms"])
    assert new["terms"]["calendars"]["office"]["holidays"]["horizon"] == 2027


def test_what_has_been_decreed_is_offered_in_the_form_that_is_taken(world: World, admin: Caller) -> None:
    contract = publish(world, office(germany(2026)))
    version = f"/contracts/{contract}/versions/1"
    offered = admin.get(version).json()["decreed"]
    assert "2027-01-01" in offered["office"]["dates"]
    source = f"office: {offered['office']}"  # lists and plain words read alike in both
    assert admin.post(f"{version}/editions", {"source": source}).status_code == 201
    assert admin.get(version).json()["decreed"] == {}


@pytest.mark.parametrize(
    ("source", "field", "code"),
    [
        ("office: {horizon: 2027, dates: ['2026-12-31']}", "source:office", "edition_day"),
        ("office: {horizon: 2027, dates: [soon]}", "source:office.dates[0]", "expected_date"),
        ("office: [", "source:", "yaml_syntax"),
    ],
)
def test_what_is_wrong_is_named_by_its_path(admin: Caller, contract: int, source: str, field: str, code: str) -> None:
    answer = admin.post(f"/contracts/{contract}/versions/1/editions", {"source": source})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["code"] == "edition_invalid"
    assert (field, code) in {(one["field"], one["code"]) for one in answer.json()["errors"]}


def test_what_is_not_there_is_not_found(admin: Caller, contract: int) -> None:
    assert admin.get(f"/contracts/{contract}/versions/1/editions/2").status_code == 404
    assert admin.get(f"/contracts/{contract}/versions/2/editions/1").status_code == 404
    assert admin.post(f"/contracts/{contract}/versions/2/editions", {"source": DAYS}).status_code == 404


def test_customers_see_their_own_and_add_nothing(world: World, contract: int) -> None:
    place = f"/contracts/{contract}/versions/1/editions"
    assert calls_as(world.rival.manager).get(f"{place}/1").status_code == 404
    assert calls_as(world.acme.manager).get(f"{place}/1").status_code == 200
    assert calls_as(world.acme.manager).post(place, {"source": DAYS}).status_code == 403
    assert calls_as(world.engineer).post(place, {"source": DAYS}).status_code == 403
