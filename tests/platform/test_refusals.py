"""What an operator can put right is said in one line, by every command that serves an installation."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from support.commands import upheld
from support.places import Place
from upheld.cli import COMMANDS, cli

UNREACHABLE = "postgresql://a:sesame@127.0.0.1:1/upheld"
ARGUMENTS = {
    "admin create": ["--name", "Ada", "--address", "ada@vendor.example", "--password-file", "-"],
    "admin link": ["ada@vendor.example"],
    "backup": ["saved"],
    "mail test": ["ada@vendor.example"],
    "report attainment": ["--period", "2026-10"],
    "report credits": ["--period", "2026-10"],
    "report export": ["--period", "2026-10", "--customer", "1", "--output", "saved"],
    "restore": ["saved"],
}
WITHOUT_DATABASE = {"contract", "sla", "report recompute"}
NEEDS_ARGUMENTS_OF_ITS_OWN = {"demo"}
"""The demonstration refuses every server of one's own."""


def served() -> list[str]:
    """Every command that opens the database, by its words."""
    return sorted(
        words
        for words in _leaves(cli, COMMANDS)
        if words not in WITHOUT_DATABASE | NEEDS_ARGUMENTS_OF_ITS_OWN and words.split()[0] not in WITHOUT_DATABASE
    )


def _leaves(group: click.Group, names: object) -> list[str]:
    found = []
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        below = _leaves(command, ()) if isinstance(command, click.Group) else [""]
        found += [f"{name} {words}".strip() for words in below]
    return found


def call(words: str, folder: Path, **settings: object) -> subprocess.CompletedProcess[str]:
    """One command with the arguments that it needs; file names are in ``folder``."""
    (folder / "saved").write_bytes(b"no backup") if words == "restore" else None
    arguments = [str(folder / word) if word == "saved" else word for word in ARGUMENTS.get(words, [])]
    return upheld(*words.split(), *arguments, **{"listen": "127.0.0.1:0"} | settings)


def refused_in_one_line(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("Error: ") == 1
    for part in parts:
        assert part in done.stderr


@pytest.mark.parametrize("words", served())
def test_a_data_folder_that_is_a_file(words: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused_in_one_line(call(words, tmp_path, data_dir=tmp_path / "file"), "UPHELD_DATA_DIR", str(tmp_path / "file"))


@pytest.mark.parametrize("words", ["backup", "clocks rebuild", "migrate", "serve", "worker"])
def test_a_database_that_cannot_be_reached(words: str, tmp_path: Path) -> None:
    done = call(words, tmp_path, data_dir=tmp_path / "data", database_url=UNREACHABLE)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "127.0.0.1" in done.stderr
    assert "sesame" not in done.stderr


def test_the_demonstration_in_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused_in_one_line(upheld("demo", "--build-only", data_dir=tmp_path / "file"), "UPHELD_DATA_DIR")


def test_a_server_of_ones_own_with_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("check", tmp_path, data_dir=tmp_path / "file", database_url=UNREACHABLE)
    refused_in_one_line(done, "UPHELD_DATA_DIR")


@pytest.mark.parametrize("content", [b"caf\xe9\n", None])
def test_a_password_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "password"
    file.mkdir() if content is None else file.write_bytes(content)
    who = ["--name", "Ada", "--address", "ada@vendor.example"]
    done = upheld("admin", "create", *who, "--password-file", file, data_dir=tmp_path / "data")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr


def test_a_backup_into_a_folder_that_is_not_there(place: Callable[..., Place], tmp_path: Path) -> None:
    done = upheld("backup", tmp_path / "nowhere" / "saved", **place("nowhere").settings())
    refused_in_one_line(done, str(tmp_path / "nowhere"), "No such file or directory")


def test_migrating_without_the_rights_of_the_owner(place: Callable[..., Place]) -> None:
    own = place("norights")
    done = upheld("migrate", **own.settings(migrate_url=own.settings()["database_url"]))
    refused_in_one_line(done, "UPHELD_MIGRATE_URL", "owner of table")


def test_making_the_tables_without_the_rights_of_the_owner(place: Callable[..., Place]) -> None:
    own = place("notables", empty=True)
    done = upheld("migrate", **own.settings(migrate_url=own.settings()["database_url"]))
    refused_in_one_line(done, "UPHELD_MIGRATE_URL", "permission denied")


def test_a_database_that_can_only_be_read(place: Callable[..., Place]) -> None:
    own = place("standby", empty=True)
    with own.admin() as connection:
        connection.execute(f'ALTER DATABASE "{own.name}" SET default_transaction_read_only = on')
    refused_in_one_line(upheld("migrate", **own.settings()), "read-only")
