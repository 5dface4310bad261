"""The script behind make: what it says where something is missing. It runs on bare checkouts, alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


SETS = ("server", "test", "docs")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that was set up once, with nothing to install."""
    copy = bare(tmp_path_factory.mktemp("setup") / "a checkout")
    first = setup(copy, "server")
    assert first.returncode == 0, first.stderr
    assert "making .venv" in first.stderr
    return copy


@pytest.fixture(autouse=True)
def _nothing_to_install(checkout: Path) -> None:
    for name in SETS:
        (checkout / "requirements" / f"{name}.txt").write_text("")


def bare(copy: Path) -> Path:
    (copy / "requirements").mkdir(parents=True)
    shutil.copytree(ROOT / "scripts", copy / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "src").symlink_to(ROOT / "src")
    for name in SETS:
        (copy / "requirements" / f"{name}.txt").write_text("")
    return copy


def setup(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    python = getattr(sys, "_base_executable", sys.executable)
    command = [python, str(checkout / "scripts" / "setup.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=alone() | environment, check=False)


def alone() -> dict[str, str]:
    """The environment without the path that ``make`` gives: a checkout has to find its own sources."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def test_a_bare_checkout_gets_an_environment_with_the_command_in_it(checkout: Path) -> None:
    question = "import upheld; print(upheld.__file__)"
    command = [checkout / ".venv/bin/python", "-c", question]
    said = subprocess.run(command, capture_output=True, text=True, env=alone(), check=True)
    assert said.stdout.strip().startswith(str(checkout))
    assert os.access(checkout / ".venv/bin/upheld", os.X_OK)


def test_a_second_time_nothing_is_done_until_the_pins_change(checkout: Path) -> None:
    assert setup(checkout, "test").returncode == 0
    again = setup(checkout, "server")
    assert (again.returncode, again.stderr) == (0, "")
    (checkout / "requirements" / "test.txt").write_text("# other pins\n")
    assert "installing" in setup(checkout, "test").stderr


def test_a_checkout_that_was_moved_is_set_up_anew(checkout: Path) -> None:
    moved = bare(checkout.with_name("moved"))
    shutil.copytree(checkout / ".venv", moved / ".venv", symlinks=True)
    done = setup(moved, "server")
    assert done.returncode == 0, done.stderr
    assert "making .venv" in done.stderr


def test_a_package_that_does_not_fit_its_hash_is_not_installed(checkout: Path) -> None:
    (checkout / "requirements" / "server.txt").write_text(f"click==8.5.1 --hash=sha256:{'0' * 64}\n")
    done = setup(checkout, "server", PIP_NO_INDEX="1")
    assert done.returncode == 1
    assert "pip could not install" in done.stderr


def test_an_unknown_set_is_refused(checkout: Path) -> None:
    assert "one of: server, test, docs" in setup(checkout, "everything").stderr


def test_the_syntax_is_old_enough_for_an_old_python_to_speak() -> None:
    import ast

    for script in (ROOT / "scripts").glob("*.py"):
        ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 7))
