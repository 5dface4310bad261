"""What the pages promise without a server runs where nothing but the base requirements is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pages import quoted_commands
from factories.world import World
from reports.test_export import exported, lived
from upheld.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_SERVER = {
    "upheld sla assess": ["--terms", "terms.yaml", "--facts", "facts.jsonl", "--as-of", "2026-03-02T12:00:00Z"],
    "upheld sla explain": [
        *["--terms", "terms.yaml", "--facts", "facts.jsonl", "--as-of", "2026-03-02T12:00:00Z"],
        *["--objective", "restoration", "--svg", "clock.svg"],
    ],
    "upheld sla due": [
        "--terms",
        "terms.yaml",
        "--calendar",
        "always",
        "--from",
        "2026-03-02T12:00:00Z",
        "--add",
        "1h",
    ],
    "upheld sla counted": [
        *["--terms", "terms.yaml", "--calendar", "always"],
        *["--from", "2026-03-02T12:00:00Z", "--to", "2026-03-02T13:00:00Z"],
    ],
    "upheld contract check": ["terms.yaml"],
    "upheld contract schema": [],
    "upheld contract show": ["terms.yaml"],
    "upheld contract ready": ["standard"],
    "upheld report recompute": ["export.zip"],
}
"""Every command that needs no server, with arguments that it can run with."""
NEEDS_SERVER = {name for name in COMMANDS if name not in {"sla", "contract", "report"}} | {
    "report attainment",
    "report credits",
    "report export",
}


def in_base(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tests/support/base_only.py"), str(ROOT / "requirements/base.txt"), *arguments],
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    from factories.terms import always

    (tmp_path / "terms.yaml").write_text(always(), encoding="utf-8")
    fact = {"at": "2026-03-02T02:00:00Z", "type": "ticket_filed", "severity": "P0"}
    (tmp_path / "facts.jsonl").write_text(json.dumps(fact) + "\n", encoding="utf-8")
    (tmp_path / "export.zip").write_bytes(exported(lived(world)).getvalue())
    return tmp_path


def test_commands_without_a_server_run_on_the_base_requirements(folder: Path) -> None:
    for words, arguments in WITHOUT_SERVER.items():
        done = in_base(folder, *words.split()[1:], *arguments)
        assert done.returncode == 0, f"{words}: {done.stderr}"
        assert done.stderr == "", words


def test_help_and_version_run_on_the_base_requirements(tmp_path: Path) -> None:
    for words in (["--help"], ["--version"], ["sla", "--help"], ["contract", "--help"], ["report", "--help"]):
        assert in_base(tmp_path, *words).returncode == 0, words


def test_a_command_that_needs_the_server_says_what_is_missing(tmp_path: Path) -> None:
    done = in_base(tmp_path, "report", "attainment", "--period", "2026-03")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "needs psycopg, which is not installed" in done.stderr


def test_every_command_on_a_page_is_known_to_need_a_server_or_none() -> None:
    for page, words in quoted_commands():
        if words[0].startswith("-"):
            continue
        name = words[0] if words[0] in NEEDS_SERVER else " ".join(words[:2])
        assert name in NEEDS_SERVER or f"upheld {name}" in WITHOUT_SERVER, f"{page}: upheld {' '.join(words)}"


def test_an_unreadable_archive_is_one_line_on_the_base_requirements(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(b"no archive")
    done = in_base(tmp_path, "report", "recompute", "export.zip")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "this is no export of ours" in done.stderr
