"""``upheld admin``, its own database and all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture(scope="module")
def upheld(tmp_path_factory):
    """Runs the command against an installation of this module's own."""
    folder = tmp_path_factory.mktemp("admin")

    def run(*arguments, given=""):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("UPHELD_", "DJANGO_"))}
        return subprocess.run(
            [sys.executable, "-m", "upheld", *arguments],
            input=given,
            check=False,
            capture_output=True,
            text=True,
            timeout=180,
            env={**clean, "PYTHONPATH": str(SOURCE), "UPHELD_DATA_DIR": str(folder)},
        )

    assert run("migrate", "--quiet").returncode == 0
    return run


CREATE = ("admin", "create", "--name", "Ada", "--address", "ada@vendor.example", "--password-file", "-")


def test_the_first_administrator_and_a_link(upheld):
    weak = upheld(*CREATE, given="short\n")
    assert weak.returncode == 1
    assert weak.stderr.startswith("Error: password: Use at least 12")
    made = upheld(*CREATE, given="quiet rivers run deep\n")
    assert (made.returncode, made.stdout) == (0, "ada@vendor.example can sign in now.\n"), made.stderr
    again = upheld(*CREATE, given="quiet rivers run deep\n")
    assert again.returncode == 1
    assert "already in use" in again.stderr
    assert "quiet rivers" not in made.stdout + made.stderr + again.stdout + again.stderr
    link = upheld("admin", "link", "ADA@vendor.example")
    assert link.stdout.startswith("http://127.0.0.1:8000/enter/")
    assert "nobody active" in upheld("admin", "link", "bo@vendor.example").stderr


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--timezone", "Mars/Olympus", "no time zone"),
        ("--language", "tlh", "--language"),
        ("--address", "x", "address"),
    ],
)
def test_wrong_values_name_the_option(upheld, option, value, said):
    refused = upheld(*CREATE, option, value, given="quiet rivers run deep\n")
    assert refused.returncode in {1, 2}
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
