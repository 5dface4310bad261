"""What the pages promise without a server runs where nothing but the base requirements is installed."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click
import pytest

from docs.pages import quoted_commands
from factories.world import World
from reports.test_export import exported, lived
from upheld.cli import COMMANDS, cli

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


def in_base(folder: Path, *arguments: str, stdout: IO[str] | int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "tests/support/base_only.py"), str(ROOT / "requirements/base.txt"), *arguments],
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        cwd=folder,
        stdout=stdout,
        stderr=subprocess.PIPE,
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


@pytest.mark.parametrize("arguments", [["contract", "schema"], ["contract", "ready", "standard"], ["--version"]])
def test_a_full_device_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = in_base(tmp_path, *arguments, stdout=full)
    assert (done.returncode, done.stderr) == (1, "Error: cannot write: No space left on device\n")


def test_a_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = in_base(tmp_path, "contract", "schema", stdout=writer)
    os.close(writer)
    assert done.stderr == ""


def test_a_picture_that_cannot_be_written_is_one_line(folder: Path) -> None:
    arguments = [*WITHOUT_SERVER["upheld sla explain"][:-1], "/nowhere/clock.svg"]
    done = in_base(folder, "sla", "explain", *arguments)
    assert (done.returncode, done.stderr) == (1, "Error: /nowhere/clock.svg: No such file or directory\n")


def test_a_taken_address_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = in_base(tmp_path, "demo", "--listen", address)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: cannot listen on {address}")
    assert done.stderr.count("\n") == 1


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with its words."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            member = command.get_command(context, name)
            assert member is not None
            yield from leaves(member, (*words, name))
    else:
        yield words, command


def test_no_command_shows_a_traceback_on_the_base_requirements_and_bad_paths(tmp_path: Path) -> None:
    calls = [[*words, *_nowhere(command)] for words, command in leaves(cli)]
    assert len(calls) > 25
    program = (
        "import json, sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); from base_only import OnlyBase;"
        "sys.meta_path.insert(0, OnlyBase(Path(sys.argv[2]))); from upheld.cli import main;"
        "[print('RESULT', *call, main(call), file=sys.stderr) for call in json.loads(sys.argv[3])]"
    )
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            program,
            str(ROOT / "tests/support"),
            str(ROOT / "requirements/base.txt"),
            json.dumps(calls),
        ],
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    assert done.stderr.count("RESULT") == len(calls)


def _nowhere(command: click.Command) -> list[str]:
    """A value for each parameter that takes one; what could be a path leads nowhere."""
    words: list[str] = []
    for parameter in command.params:
        kind = parameter.type
        value = kind.choices[0] if isinstance(kind, click.Choice) else "/nowhere/file"
        if isinstance(parameter, click.Argument):
            words.append(str(value))
        elif parameter.required or isinstance(kind, click.Path | click.File):
            words += [parameter.opts[0], str(value)]
    return words
