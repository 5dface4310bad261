"""What programs read: the answers of the API to every row of the matrix, and the JSON of the commands.

Each request is made as somebody who may and as somebody who may not, and taken back. The files are in ``documents``.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from nets import normal, snapshots
from nets.numbers import restart_numbers
from nets.world import READ_AT, FixedWorld, build_fixed
from surfaces import matrix_api
from surfaces.matrix import Row
from surfaces.walk import Answer, Persona, Walk, expected
from upheld.cli import cli
from upheld.database.timekeeping.dating import recording_at
from upheld.reports.export import write_export
from upheld.reports.periods import read_period

NOT_READ = {"openapi.json": "compared with docs/reference/openapi.json by a test of its own"}
READERS = ("support_manager", "customer_manager")
ACTORS = ("engineer", "customer_manager", "arbiter", "support_manager", "admin")
MADE_FROM = 500
"""What a request makes is numbered from here on, whatever was made and taken back before."""
CASES = Path(__file__).parents[2] / "docs" / "cases"


@pytest.fixture
def fixed(db: None) -> FixedWorld:
    return build_fixed()


def test_the_answers_of_the_api(fixed: FixedWorld) -> None:
    documents: dict[str, dict[str, Any]] = defaultdict(dict)
    with recording_at(READ_AT):
        walk = Walk(fixed.world, ids=fixed.ids, now=READ_AT)
        for who in walk.personas:  # each gets a token before anything is numbered anew
            walk.ask(matrix_api.CALLER[1], who)
        for row in matrix_api.ROWS:
            if row.path.removeprefix(matrix_api.PREFIX) not in NOT_READ:
                for who in _askers(row, walk):
                    restart_numbers(MADE_FROM)
                    documents[_name(row)][f"{row.method} as {who}"] = _document(walk.ask(row, who))
    problems = [line for name, answers in documents.items() for line in snapshots.compare(name, _written(answers))]
    strays = snapshots.settle_strays("documents/api", [name.removeprefix("documents/api/") for name in documents])
    snapshots.fail_on(problems + strays)


def _askers(row: Row, walk: Walk) -> list[Persona]:
    """Readers of both sides for what is read; for an act somebody who may do it, and the first who may not."""
    people = {who.role: who for who in walk.personas if not who.rival}
    if row.method == "GET":
        return [people[role] for role in READERS]
    by_right: dict[bool, list[Persona]] = {True: [], False: []}
    for role in ACTORS:
        by_right[expected(row, people[role]) is None].append(people[role])
    return [*by_right[True][:1], *by_right[False][:1]]


def _name(row: Row) -> str:
    parts = [part.strip("<>") for part in row.path.removeprefix(matrix_api.PREFIX).split("/")]
    return f"documents/api/{'.'.join(parts)}.json"


def _document(answer: Answer) -> dict[str, Any]:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind.endswith("json") and answer.content:
        body = normal.document(json.loads(answer.content))
    else:
        body = normal.text(answer.content.decode()) if kind.startswith("text/") else kind
    return {"status": answer.status_code, "body": body}


def _written(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def test_the_json_of_the_commands(fixed: FixedWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPHELD_DATABASE_URL", "postgresql:///of-the-test")
    documents = {}
    with recording_at(READ_AT):
        for name, arguments in _commands(fixed, tmp_path).items():
            result = CliRunner().invoke(cli, arguments)
            assert result.exit_code in (0, 1), f"{name}: {result.output}"
            documents[f"documents/cli/{name}.json"] = {"exit": result.exit_code, "output": _output(result.stdout)}
    problems = [line for name, document in documents.items() for line in snapshots.compare(name, _written(document))]
    strays = snapshots.settle_strays("documents/cli", [name.removeprefix("documents/cli/") for name in documents])
    snapshots.fail_on(problems + strays)


def _output(printed: str) -> Any:
    """One document, or one a line."""
    try:
        return normal.document(json.loads(printed))
    except json.JSONDecodeError:
        return [normal.document(json.loads(line)) for line in printed.splitlines()]


def _commands(fixed: FixedWorld, folder: Path) -> dict[str, list[str]]:
    broken, archive = folder / "broken.yaml", folder / "export.zip"
    broken.write_text("upheld: 1\nname: 3\nseverities: [{id: P0}]\n", "utf-8")
    _export(fixed, archive)
    at = READ_AT.isoformat()
    attainment = ["report", "attainment", "--period", "2026-03", "--as-of", at, "--format", "json"]
    return {
        "contract check, with errors": ["contract", "check", str(broken), "--format", "json"],
        "contract check in Chinese": ["contract", "check", str(broken), "--format", "json", "--lang", "zh"],
        "contract schema": ["contract", "schema"],
        "report attainment": attainment,
        "report attainment by customer and product": [*attainment, "--by", "customer", "--by", "product"],
        "report attainment from facts": [*attainment, "--from-facts"],
        "report recompute": ["report", "recompute", str(archive), "--format", "json"],
        "calendars": ["calendars", "--format", "json"],
        "clocks moved": ["clocks", "moved", "--format", "json"],
        "settings": ["check", "--settings", "--format", "json"],
    }


def _export(fixed: FixedWorld, archive: Path) -> None:
    acme, content = fixed.world.acme, io.BytesIO()
    write_export(
        content, organisation_id=acme.id, period=read_period("2026-03"), as_of=fixed.world.now, actor=acme.manager
    )
    archive.write_bytes(content.getvalue())
