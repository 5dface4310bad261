"""The generated pages are those that the program of today would give, and no command lacks words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from docs.pages import DOCS, ROOT, WRITTEN
from upheld.cli import cli
from upheld.config.options import OPTIONS

WRITTEN_TEXT = "\n".join(path.read_text("utf-8") for path in WRITTEN)


def _commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for one in command.list_commands(context):
            found = command.get_command(context, one)
            assert found is not None
            yield from _commands(f"{name} {one}", found)


COMMANDS = dict(_commands("upheld", cli))


def test_generated_pages_are_fresh() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("UPHELD_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.reference", "--check"],
        cwd=ROOT,
        env=clean | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_help_and_a_section(name: str) -> None:
    command = COMMANDS[name]
    assert (command.help or "").strip(), f"{name} has no help"
    assert f"\n## {name}\n" in (DOCS / "reference/cli.md").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name, one in COMMANDS.items() if not isinstance(one, click.Group)])
def test_a_command_is_spoken_of_in_written_pages(name: str) -> None:
    group, _, last = name.removeprefix("upheld ").rpartition(" ")
    listed = re.search(rf"`upheld {group} [^`]*\b{last}\b[^`]*`", WRITTEN_TEXT) if group else None
    alone = re.search(rf"\bupheld {name.removeprefix('upheld ')}\b", WRITTEN_TEXT)
    assert listed or alone, f"no written page shows “{name}”"


def test_every_setting_that_pages_name_exists() -> None:
    named = set(re.findall(r"\bUPHELD_[A-Z_]+\b", WRITTEN_TEXT))
    assert named <= {option.name for option in OPTIONS}


def test_every_case_has_its_section() -> None:
    told = "".join(path.read_text("utf-8") for path in (DOCS / "reference/cases").glob("*.md"))
    for path in (DOCS / "cases").glob("*.yaml"):
        assert f"{{ #{path.stem} }}" in told
