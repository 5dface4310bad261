"""What is installed: pinned, hashed, from no named place, and the same in every list."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
SETS = ("base", "server", "test", "docs")


def pins(name: str) -> dict[str, set[str]]:
    """Versions by package; more than one where they depend on the Python."""
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", (FOLDER / f"{name}.txt").read_text(), re.MULTILINE):
        found.setdefault(package.lower().replace("_", "-"), set()).add(version)
    return found


def asked(name: str) -> set[str]:
    lines = (FOLDER / f"{name}.in").read_text().splitlines()
    return {line.replace('"', "'").strip() for line in lines if line.strip() and not line.startswith(("-r", "#"))}


@pytest.mark.parametrize("name", SETS)
def test_every_line_is_a_pin_or_its_hash(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text().replace("\\\n", " ")
    for line in filter(None, map(str.strip, text.splitlines())):
        assert re.fullmatch(r"[\w.-]+==[\w.+!]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+", line), line[:80]


@pytest.mark.parametrize("path", sorted([*FOLDER.glob("*.txt"), *FOLDER.glob("*.in")]), ids=lambda path: path.name)
def test_no_list_names_a_place(path: Path) -> None:
    assert not re.search(r"://|index|find-links|trusted", path.read_text())


@pytest.mark.parametrize(("smaller", "larger"), list(pairwise(SETS)))
def test_a_larger_set_holds_the_smaller_as_it_is(smaller: str, larger: str) -> None:
    assert pins(smaller).items() <= pins(larger).items()


def test_the_project_asks_for_what_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(project["dependencies"]) == asked("base")
    assert set(project["optional-dependencies"]["server"]) == asked("server")


def test_every_asked_package_is_pinned() -> None:
    for name in SETS:
        packages = {re.split(r"[\[<>= ;]", line)[0].lower().replace("_", "-") for line in asked(name)}
        assert packages <= pins(name).keys()
