"""An export is enough to recompute every figure, and shows it where one was tampered with."""

from __future__ import annotations

import hashlib
import io
import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from factories.world import World
from reports.chance import live
from upheld.cli import cli
from upheld.operations.errors import NotFound
from upheld.reports.export import write_export
from upheld.reports.periods import read_period
from upheld.reports.readme import readme
from upheld.reports.recompute import CannotRecompute, recompute
from upheld.sla.engine import ENGINE

PERIOD = read_period("2026-03")
SOURCE = Path(__file__).resolve().parents[2] / "src"


def exported(world: World) -> io.BytesIO:
    file = io.BytesIO()
    write_export(file, organisation_id=world.acme.id, period=PERIOD, as_of=world.now, actor=world.acme.manager)
    file.seek(0)
    return file


def lived(world: World, seed: int = 7) -> World:
    live(world, random.Random(seed), acts=15, tickets=[world.file("P0"), world.file("P1")])
    world.wait(hours=9)
    return world


@pytest.mark.parametrize("seed", [1, 7])
def test_every_figure_follows_from_the_facts(world: World, seed: int) -> None:
    checked = recompute(exported(lived(world, seed)))
    assert checked.differences == ()
    assert checked.figures > 0
    assert checked.tickets > 0


def test_only_the_customers_own_tickets_are_in_it(world: World) -> None:
    from upheld.desk.models import Ticket

    lived(world)
    with ZipFile(exported(world)) as archive:
        numbers = {json.loads(line)["ticket"] for line in archive.read("tickets.jsonl").splitlines()}
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert numbers <= set(Ticket.objects.filter(organisation=world.acme.id).values_list("pk", flat=True))
    assert b"Rival" not in everything
    assert b"Every join fails" not in everything


def test_every_file_bears_the_instant_of_the_figures(world: World) -> None:
    lived(world)
    with ZipFile(exported(world)) as archive:
        assert {one.date_time for one in archive.infolist()} == {tuple(world.now.timetuple()[:6])}
    assert exported(world).getvalue() == exported(world).getvalue()


@pytest.mark.parametrize("later", [0, 1], ids=["even second", "odd second"])
def test_an_honest_export_agrees_whatever_the_second(world: World, later: int) -> None:
    lived(world)
    world.wait(seconds=later + world.now.second % 2)
    assert world.now.second % 2 == later
    assert recompute(exported(world)).differences == ()


def test_figures_of_an_instant_before_archives_can_state_it_agree(world: World) -> None:
    lived(world)
    world.now = datetime(1970, 1, 1, tzinfo=UTC)
    assert recompute(exported(world)).differences == ()


def test_others_get_nothing(world: World) -> None:
    with pytest.raises(NotFound):
        write_export(
            io.BytesIO(), organisation_id=world.acme.id, period=PERIOD, as_of=world.now, actor=world.rival.manager
        )


def test_a_changed_figure_is_named(world: World) -> None:
    archive = exported(lived(world))
    told = _member(archive, "attainment.json")
    told["figures"][0]["met"] += 1
    [first, *_] = recompute(_with(archive, "attainment.json", json.dumps(told))).differences
    assert first.where.startswith("attainment.json: figures[0] (")
    assert first.where.endswith(".met")


def test_a_fact_taken_out_is_found(world: World) -> None:
    archive = exported(lived(world))
    with ZipFile(archive) as opened:
        lines = [json.loads(line) for line in opened.read("cases.jsonl").splitlines()]
    longest = max(lines, key=lambda line: len(line["facts"]))
    longest["facts"] = longest["facts"][:1]
    differences = recompute(_with(archive, "cases.jsonl", "\n".join(map(json.dumps, lines)) + "\n")).differences
    assert any(
        difference.where.startswith("cases.jsonl") and difference.where.endswith("facts") for difference in differences
    )


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_export_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRecompute):
        recompute(io.BytesIO(data))


def test_the_commands_agree_without_a_database(world: World, tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    file.write_bytes(exported(lived(world)).getvalue())
    with ZipFile(file) as archive:
        archive.extractall(tmp_path)
    said = (tmp_path / "readings.jsonl").read_text(encoding="utf-8")
    assert _upheld("sla", "assess", "--cases", str(tmp_path / "cases.jsonl"), "--format", "jsonl") == said
    assert "all figures agree" in _upheld("report", "recompute", str(file))


def _upheld(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "upheld", *arguments],
        env={"PYTHONPATH": str(SOURCE), "UPHELD_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _member(archive: io.BytesIO, name: str) -> dict[str, list[dict[str, int]]]:
    with ZipFile(archive) as opened:
        found: dict[str, list[dict[str, int]]] = json.loads(opened.read(name))
    return found


def _with(archive: io.BytesIO, name: str, text: str) -> io.BytesIO:
    changed = io.BytesIO()
    with ZipFile(archive) as old, ZipFile(changed, "w") as new:
        for member in old.infolist():
            new.writestr(member, text if member.filename == name else old.read(member))
    changed.seek(0)
    return changed


def test_the_text_inside_an_archive_belongs_to_its_engine() -> None:
    """`recompute` compares every byte: other words here would make it refuse all archives of the same engine."""
    text = readme("Acme", "2026-10", "2026-11-01T00:00:00Z").encode()
    assert {ENGINE: hashlib.sha256(text).hexdigest()} == {
        2: "e9391810bb20dab64305e4c0228a3cd1a58e309a63ed2fdb17361b352eb9cf1b"
    }, "keep the text, or count up the engine (upheld.sla.engine) and write its hash here"


def test_an_export_that_is_refused_leaves_the_earlier_archive(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UPHELD_DATABASE_URL", "postgresql:///of-the-test")
    file = tmp_path / "old.zip"
    file.write_bytes(b"earlier")
    arguments = ["report", "export", "--period", "2026-03", "--output", str(file), "--customer"]
    refused = CliRunner().invoke(cli, [*arguments, "999"])
    assert (refused.exit_code, file.read_bytes()) == (1, b"earlier"), refused.output
    written = CliRunner().invoke(cli, [*arguments, str(world.acme.id)])
    assert written.exit_code == 0, written.output
    with file.open("rb") as archive:
        assert recompute(archive).differences == ()
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
