"""What the README promises under “Use it” is typed as it stands, in a clone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from docs.pages import ROOT, WRITTEN, blocks
from support.commands import free_port
from support.processes import PATIENCE, environment, eventually
from support.terminal import converse
from upheld.cli.address import answers

SECRET = "quiet rivers run deep"
ANSWERS = {
    "Your name:": "Ada Lin",
    "E-mail address:": "ada@vendor.example",
    "Password:": SECRET,
    "The same again:": SECRET,
}


def use_it(page: str, heading: str) -> list[str]:
    """The commands under a heading of a README."""
    text = (ROOT / page).read_text("utf-8")
    after = text[text.index(f"\n## {heading}\n") :]
    return [block.text for block in blocks(ROOT / page) if block.language == "sh" and block.text in after]


def test_both_languages_type_the_same() -> None:
    assert use_it("README.md", "Use it") == use_it("README.zh.md", "使用")


def test_nothing_is_promised_from_a_package_registry() -> None:
    sources = [*WRITTEN, *(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html")]
    promised = re.compile(r"pip install (--upgrade )?[\"']?upheld")
    assert [str(path) for path in sources if promised.search(path.read_text("utf-8"))] == []


@pytest.mark.skipif(not (ROOT / ".venv/bin/upheld").exists(), reason="no .venv as make puts it there")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="types on a Linux terminal")
def test_a_stranger_types_the_readme(tmp_path: Path) -> None:
    serve, create, *looks = use_it("README.md", "Use it")
    port = free_port()
    # The words are the README's; where the data goes and which port is free is this machine's affair.
    env = environment(UPHELD_LISTEN=f"127.0.0.1:{port}", XDG_DATA_HOME=str(tmp_path), UPHELD_WEB_WORKERS="1")
    env.pop("PYTHONPATH")
    with open(tmp_path / "log", "ab") as log:
        desk = subprocess.Popen(
            ["sh", "-e", "-c", serve], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        eventually(lambda: desk.poll() is not None or answers("127.0.0.1", port), "the desk answers")
        assert desk.poll() is None, (tmp_path / "log").read_text()
        code, screen = converse(create, ANSWERS, python=sys.executable, cwd=ROOT, env=env)
        assert code == 0, screen
        assert "ada@vendor.example can sign in now." in screen
        assert SECRET not in screen
        (look,) = looks
        assert "backup desk.backup" in look
        done = subprocess.run(
            ["sh", "-e", "-c", look.replace("desk.backup", str(tmp_path / "desk.backup"))],
            cwd=ROOT, env=env, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    finally:
        os.killpg(desk.pid, signal.SIGTERM)
        desk.wait(PATIENCE)


@pytest.mark.skipif(not (ROOT / ".venv/bin/upheld").exists(), reason="no .venv as make puts it there")
def test_the_first_administrator_may_come_before_the_desk(tmp_path: Path) -> None:
    _, create, *_ = use_it("README.md", "Use it")
    env = environment(XDG_DATA_HOME=str(tmp_path))
    env.pop("PYTHONPATH")
    code, screen = converse(create, ANSWERS, python=sys.executable, cwd=ROOT, env=env)
    assert code == 0, screen
    assert "ada@vendor.example can sign in now." in screen
