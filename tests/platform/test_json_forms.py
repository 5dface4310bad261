"""Programs read what the commands write as JSON: the keys are those that were promised. A new one is added here."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from factories.calendars import germany, office
from factories.world import World, build
from reports.chance import live
from support.commands import upheld
from upheld.cli import cli
from upheld.clocks.models import MovedDeadline
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.embedded import Server
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE
from upheld.reports.export import write_export
from upheld.reports.periods import read_period

NAMES: dict[type, str] = {type(None): "null", bool: "bool", int: "number", float: "number", str: "text"}
KEPT = Path(__file__).with_name("json_forms.json")


def form(value: Any) -> Any:
    """The shape of a document: keys and kinds of values; a list has the shapes of its items, merged."""
    if isinstance(value, dict):
        return {key: form(one) for key, one in sorted(value.items())}
    if isinstance(value, list):
        shapes = {json.dumps(form(one), sort_keys=True) for one in value}
        return [json.loads(shape) for shape in sorted(shapes)]
    return NAMES[type(value)]


def kept(command: str) -> Any:
    return json.loads(KEPT.read_text("utf-8")).get(command)


def told(*arguments: object, codes: tuple[int, ...] = (0,)) -> Any:
    """What a command of the core writes as JSON."""
    done = CliRunner().invoke(cli, [*map(str, arguments), "--format", "json"])
    assert done.exit_code in codes, done.output
    return json.loads(done.stdout)


@pytest.fixture
def world(db: None) -> Iterator[World]:
    row_security.enter(None)
    contract_queries.forget()
    made = build()
    live(made, random.Random(7), acts=15, tickets=[made.file("P0"), made.file("P1")])
    made.wait(hours=9)
    yield made
    contract_queries.forget()


def test_contract_check(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("upheld: 1\nname: 3\n", "utf-8")
    assert form(told("contract", "check", broken, codes=(1,))) == kept("contract check")


def test_report_recompute(world: World, tmp_path: Path) -> None:
    archive = io.BytesIO()
    write_export(
        archive,
        organisation_id=world.acme.id,
        period=read_period("2026-03"),
        as_of=world.now,
        actor=world.acme.manager,
    )
    file = tmp_path / "export.zip"
    file.write_bytes(archive.getvalue())
    assert form(told("report", "recompute", file)) == kept("report recompute")


def test_settings() -> None:
    rows = told("check", "--settings")
    assert {json.dumps(sorted(row)) for row in rows} == {json.dumps(kept("check --settings"))}


@pytest.mark.django_db(transaction=True)
def test_commands_with_a_database(postgres: Server, tmp_path: Path) -> None:
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=office(germany(2026)))
    moved = {"due_before": world.now, "due_at": None, "tzdata_before": "2099.1", "tzdata": "2099.2"}
    MovedDeadline.objects.create(
        organisation_id=world.acme.id,
        ticket_id=world.file("P1"),
        objective="response",
        cycle=1,
        found_at=world.now,
        **moved,
    )
    name = connection.settings_dict["NAME"]
    settings = {
        "data_dir": tmp_path / "data",
        "database_url": postgres.layout.url(APP_ROLE, name),
        "migrate_url": postgres.layout.url(OWNER_ROLE, name),
    }
    commands = ["check", "calendars", "clocks moved", "report attainment --period 2026-03 --by plan"]
    forms = {}
    for command in commands:
        done = upheld(*command.split(), "--format", "json", **settings)
        assert done.stdout, done.stderr
        forms[command] = form(json.loads(done.stdout))
    assert forms == {command: kept(command) for command in commands}
