"""A machine with older time zone data of its own: pages, contracts and figures go by the pinned package.

On the machine of these tests Vancouver still changes to winter time, as Los Angeles does, and Casablanca never goes
back to UTC, as Algiers does not.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection

from support.processes import SOURCE
from upheld.reports.recompute import recompute

pytestmark = pytest.mark.django_db(transaction=True)

VANCOUVER = """
upheld: 1
name: Vancouver desk
version: {version}
timezone: America/Vancouver
effective: {{from: {start}}}
calendars:
  office: {{week: {{mon-fri: ["09:00-17:00"]}}}}
severities:
  - id: P1
    objectives: {{response: {{within: 1h, calendar: office}}}}
  - id: P2
    objectives: {{response: {{within: 4h, calendar: office}}}}
"""
CASABLANCA = """
upheld: 1
name: Casablanca desk
version: 1
timezone: Africa/Casablanca
effective: {from: 2026-01-01}
calendars:
  always: 24x7
severities:
  - id: P1
    objectives: {response: {within: 1h, calendar: always}}
"""
BEGIN = """
import json, sys
from datetime import UTC, datetime, timedelta
import django
django.setup()
from django.db import connections
from django.conf import settings
from django.test import Client
settings.ALLOWED_HOSTS = ["testserver"]
given = json.loads(sys.argv[1])
connections["default"].settings_dict.update(given["database"])
from factories.world import build
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.database import row_security
from upheld.contracts import operations as contracts
from upheld.contracts.models import ContractVersion
from upheld.desk import acts as desk
from upheld.ledger.operations import recording_at
row_security.enter(None)
with recording_at():
    world = build(source=given["source"])
"""
VISIT = """
with recording_at():
    version = contracts.save_draft(
        contract_id=world.acme.contract_id, source=given["next"], by=SYSTEM, now=world.now
    )
    contracts.publish_version(version_id=version, by=SYSTEM, now=world.now)
    world.now = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
    ticket = world.file("P1")
    who = world.engineer
    accounts.update_profile(
        name=who.name, language="en", timezone="America/Vancouver", theme="light", by=who, now=world.now
    )
    token = accounts.issue_token(name="x", scopes=["read"], by=who, now=world.now, kind="person").secret
    link = accounts.issue_sign_in_link(user_id=who.id, by=SYSTEM, now=world.now)
with recording_at(world.now + timedelta(minutes=5)):
    client = Client(headers={"accept-language": "en"})
    client.post("/enter/" + link.rpartition("/")[2])
    page = client.get(f"/console/tickets/{ticket}", follow=True)
    clocks = Client().get(f"/api/v1/tickets/{ticket}/clocks", headers={"authorization": f"Bearer {token}"})
print(json.dumps({
    "page": page.content.decode(),
    "api": clocks.json(),
    "effective": ContractVersion.objects.get(pk=version).effective_from.isoformat(),
}))
"""
EXPORT = """
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
with recording_at():
    world.now = datetime(2026, 10, 31, 23, 20, tzinfo=UTC)
    ticket = world.file("P1")
    desk.reply(ticket_id=ticket, body="On it.", by=world.engineer, now=world.now + timedelta(minutes=10))
    with open(given["file"], "wb") as file:
        write_export(
            file,
            organisation_id=world.acme.id,
            period=read_period("2026-10"),
            as_of=world.now + timedelta(hours=1),
            actor=world.acme.manager,
        )
print("{}")
"""


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    """The machine's own time zones."""
    package = Path(str(files("tzdata"))) / "zoneinfo"
    shutil.copytree(package, tmp_path / "zones")
    for zone, other in (("America/Vancouver", "America/Los_Angeles"), ("Africa/Casablanca", "Africa/Algiers")):
        shutil.copy(package / other, tmp_path / "zones" / zone)
    return tmp_path / "zones"


def on_it(zones: Path, script: str, **given: object) -> Any:
    """What a process on that machine prints."""
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT")}
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + script, json.dumps({"database": database, **given})],
        env=os.environ
        | {
            "PYTHONPATH": os.pathsep.join([str(SOURCE), str(SOURCE.parent / "tests")]),
            "PYTHONTZPATH": str(zones),
            "DJANGO_SETTINGS_MODULE": "upheld_test_settings",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_page_and_api_tell_one_deadline_and_a_contract_takes_effect_at_its_midnight(zones: Path) -> None:
    """By hand: filed on Friday at 19:00, due on Monday at 10:00; Vancouver is at UTC-7 in December."""
    told = on_it(
        zones,
        VISIT,
        source=VANCOUVER.format(version=1, start="2026-01-01"),
        next=VANCOUVER.format(version=2, start="2026-12-01"),
    )
    [response] = [one for one in told["api"]["items"] if one["objective"] == "response"]
    assert response["due_at"] == "2026-12-07T17:00:00Z"
    assert set(re.findall(r"7 Dec(?: 2026)? (\d\d:\d\d)", told["page"])) == {"10:00"}
    assert told["effective"] == "2026-12-01T07:00:00+00:00"


def test_a_decision_belongs_to_the_month_that_the_export_says(zones: Path, tmp_path: Path) -> None:
    """By hand: decided at 23:30 of 31 October in Casablanca, which is at UTC then."""
    file = tmp_path / "export.zip"
    on_it(zones, EXPORT, source=CASABLANCA, file=str(file))
    with ZipFile(file) as archive:
        figures = json.loads(archive.read("attainment.json"))["figures"]
    assert [(figure["objective"], figure["met"]) for figure in figures] == [("response", 1)]
    assert recompute(io.BytesIO(file.read_bytes())).differences == ()
