"""The files in deploy/ are checked by the programs that they are for, as far as this machine has them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import click
import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from docs.pages import ROOT
from upheld.cli import cli
from upheld.config.options import OPTIONS

DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "upheld.rules.yml"
UNITS = sorted((DEPLOY / "systemd").glob("*.service")) + sorted((DEPLOY / "systemd").glob("*.timer"))
SETTINGS = {option.name for option in OPTIONS}


def program(name: str) -> str:
    found = shutil.which(name)
    return found or pytest.skip(f"{name} is not on this machine")


def understood(words: list[str]) -> None:
    """Whether the command line is a command of ours with its options."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words:
        below = command.get_command(click.Context(command), words[0])
        assert below is not None, words
        command, words = below, words[1:]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("command", [("check", "rules", "upheld.rules.yml"), ("test", "rules", "upheld.test.yml")])
def test_the_alert_rules_are_valid_and_do_what_they_say(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [program("promtool"), *command], cwd=RULES.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_verified_by_systemd(unit: Path, tmp_path: Path) -> None:
    """With our command where the unit expects it."""
    analyze = program("systemd-analyze")
    command = tmp_path / "upheld"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    for other in UNITS:
        text = other.read_text("utf-8").replace("/opt/upheld/.venv/bin/upheld", str(command))
        name = other.name.replace("@.", "@1.")
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / unit.name.replace("@.", "@1."))],
        capture_output=True, text=True, check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    ours = [line for line in done.stderr.splitlines() if "upheld" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_the_commands_of_a_unit_are_understood(unit: Path) -> None:
    commands = re.findall(r"^Exec\w+=(/opt/upheld/\.venv/bin/upheld .*)$", unit.read_text("utf-8"), re.MULTILINE)
    assert commands
    for line in commands:
        understood(shlex.split(line)[1:])


def test_each_timer_has_its_service() -> None:
    timers = [unit for unit in UNITS if unit.suffix == ".timer"]
    assert len(timers) == 2
    assert all(timer.with_suffix(".service") in UNITS for timer in timers)


def test_the_settings_in_deploy_are_settings() -> None:
    for path in (DEPLOY / "systemd" / "upheld.env", DEPLOY / "Containerfile"):
        assert set(re.findall(r"UPHELD_[A-Z_]+", path.read_text("utf-8"))) <= SETTINGS


class TestContainer:
    """The instructions of the Containerfile name what there is."""

    INSTRUCTIONS = re.findall(
        r"^([A-Z]+) ((?:.*\\\n)*.*)$", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE
    )

    def words(self, instruction: str) -> list[list[str]]:
        return [shlex.split(text.replace("\\\n", " ")) for name, text in self.INSTRUCTIONS if name == instruction]

    def test_what_is_copied_is_there(self) -> None:
        copied = [source for *sources, _ in self.words("COPY") for source in sources]
        assert {"src", "pyproject.toml", "requirements/server.txt"} <= set(copied)
        assert all((ROOT / source).exists() for source in copied)

    def test_what_the_package_is_built_from_is_copied(self) -> None:
        project = (ROOT / "pyproject.toml").read_text("utf-8")
        copied = {source for *sources, _ in self.words("COPY") for source in sources}
        assert set(re.findall(r'^(?:readme|license) = (?:{ file = )?"([^"]+)"', project)) <= copied

    def test_it_runs_a_command_of_ours_as_a_user_who_is_nobody_else(self) -> None:
        assert self.words("USER") == [["upheld"]]
        entry = ["".join(words).strip("[]").split(",") for words in self.words("ENTRYPOINT")]
        assert entry == [["upheld"]]
        understood(["".join(words).strip("[]") for words in self.words("CMD")])

    def test_every_requirement_has_its_hash(self) -> None:
        lines = (ROOT / "requirements/server.txt").read_text("utf-8").replace("\\\n", " ").splitlines()
        pinned = [line for line in lines if "==" in line]
        assert pinned
        assert all("--hash=sha256:" in line for line in pinned)

    def test_it_asks_for_its_health_where_there_is_an_answer(self) -> None:
        (text,) = [text for name, text in self.INSTRUCTIONS if name == "HEALTHCHECK"]
        asked = re.findall(r"http://127\.0\.0\.1:8000/(\w+)", text)
        routes = {str(route.pattern) for route in _routes(get_resolver().url_patterns)}
        assert asked
        assert set(asked) <= routes


def _routes(patterns: list[URLPattern | URLResolver]) -> list[URLPattern]:
    found: list[URLPattern] = []
    for pattern in patterns:
        found += _routes(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
    return found
