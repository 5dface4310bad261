"""The calls of the pages on the API and on monitoring are typed as they stand, against a desk that answers."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from docs.pages import DOCS, blocks
from factories.api import token_of
from factories.world import World, build
from support.shell import run
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.desk.models import Ticket
from upheld.desk.queries import ticket

MISSING = [name for name in ("curl", "jq") if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(MISSING != [], reason=f"not installed: {', '.join(MISSING)} (apt-get install curl jq)")
READY = Path(__file__).parents[2] / "src/upheld/contracts/ready/enterprise.yaml"
ALERTS = {
    "alerts": [
        {
            "status": "firing",
            "labels": {"ticket": "141", "evidence": "affected_percent", "cluster": "eu-1"},
            "annotations": {"value": "60"},
        },
        {"status": "resolved", "labels": {}, "annotations": {}},
    ]
}


@pytest.fixture
def present(transactional_db: None) -> Iterator[World]:
    """A world under the contract whose evidence the pages name, and whose present is now."""
    row_security.enter(None)
    contract_queries.forget()
    world = build(source=READY.read_text("utf-8"))
    world.now = timezone.now()
    yield world
    contract_queries.forget()
    connection.close()


def calls(page: str, world: World, url: str, token: str, number: int = 141) -> list[str]:
    """The shell blocks of a page with this desk's address, token and numbers."""
    swaps = [
        (r"http://127\.0\.0\.1:8000", url),
        (r"(TOKEN=)uph_…", rf"\g<1>{token}"),
        (r"/tickets/141\b", f"/tickets/{number}"),
        (
            r'"organisation_id": 3, "product_id": 2',
            f'"organisation_id": {world.acme.id}, "product_id": {world.product_id}',
        ),
        (r"\bcurl\b", "curl -sS --fail-with-body"),
    ]
    texts = [block.text for block in blocks(DOCS / page) if block.language == "sh"]
    for pattern, value in swaps:
        texts = [re.sub(pattern, value, text) for text in texts]
    return texts


def test_the_page_on_the_api(present: World, live_server: Any, tmp_path: Path) -> None:
    token = token_of(present.acme.requester)
    me, file, *_ = calls("howto/api.md", present, live_server.url, token)
    answers = run(f"{me}\necho\n{file}\necho\n{file}", tmp_path).splitlines()
    assert json.loads(answers[0])["memberships"][0]["organisation_id"] == present.acme.id
    [number] = Ticket.objects.values_list("pk", flat=True)
    assert [json.loads(answer) for answer in answers[1:]] == [{"id": number}, {"id": number}]
    export, *_ = me.splitlines()
    _, _, clocks, events, listing = calls("howto/api.md", present, live_server.url, token, number)
    both, feed, many = (run(f"{export}\n{call}", tmp_path) for call in (clocks, events, listing))
    assert json.loads(feed)["items"][0]["type"] == "ticket.filed"
    assert '"objective":"response"' in both
    assert '"spans":' in both
    assert [line["id"] for line in json.loads(many)["items"]] == [number]


def test_the_page_on_monitoring(present: World, live_server: Any, tmp_path: Path) -> None:
    number = present.file("P3")
    token = token_of(present.engineer)
    measuring, relaying = calls("howto/monitoring.md", present, live_server.url, token, number)
    run(measuring, tmp_path)
    seen = ticket(ticket_id=number, actor=present.engineer, now=present.now)
    assert seen is not None
    assert {measurement.name: measurement.value for measurement in seen.measurements} == {
        "service_down_minutes": 12,
        "core_function_down": True,
    }
    assert seen.floor == "P0"
    (tmp_path / "alerts.json").write_text(json.dumps(ALERTS).replace('"141"', f'"{number}"'))
    (tmp_path / "relay").write_text(relaying)
    run("sh -e relay < alerts.json", tmp_path, TOKEN=token)
    seen = ticket(ticket_id=number, actor=present.engineer, now=present.now)
    assert seen is not None
    assert ("affected_percent", 60, "prometheus eu-1") in [
        (measurement.name, measurement.value, measurement.source) for measurement in seen.measurements
    ]


def test_the_page_on_the_first_administrator_makes_a_product(present: World, live_server: Any, tmp_path: Path) -> None:
    [call] = [text for text in calls("howto/first-admin.md", present, live_server.url, "") if "/products" in text]
    call = call.replace('"slug": "rtc"', '"slug": "rtc-2"')
    assert set(json.loads(run(call, tmp_path, TOKEN=token_of(present.staff["admin"])))) == {"id"}
