"""What pages quote is run, or at least understood, by the program."""

from __future__ import annotations

import hashlib
import json
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from docs.pages import DOCS, ROOT, blocks, quoted_commands
from support.shell import run
from upheld.cli import cli
from upheld.sla import load_terms
from upheld.webhooks import new_secret, sign

QUOTED = sorted({(page, shlex.join(words)) for page, words in quoted_commands()})
CONTRACTS = [block for block in blocks() if block.language == "yaml" and block.text.startswith("upheld: 1")]


@pytest.mark.parametrize(("page", "line"), QUOTED)
def test_a_quoted_command_is_understood(page: str, line: str) -> None:
    command: click.Command = cli
    words = shlex.split(line)
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"{page}: there is no upheld … {words[0]}"
        command, words = found, words[1:]
    known = {option for param in command.params for option in param.opts}
    options = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert options <= known | {"--help"}, page
    needed = [param for param in command.params if param.required and isinstance(param, click.Option)]
    assert [one.opts for one in needed if not options & set(one.opts)] == [], page


def _shell(page: str) -> list[str]:
    return [block.text for block in blocks(DOCS / page) if block.language == "sh"]


def test_the_commands_of_the_page_on_contracts(tmp_path: Path) -> None:
    said = run("\n".join(_shell("howto/contracts.md")), tmp_path)
    assert "2026-" in said.splitlines()[-2]
    assert int(said.splitlines()[-1]) > 0


def test_the_tutorials_clock_from_two_files(tmp_path: Path) -> None:
    titled = {block.title: block.text for block in blocks(DOCS / "tutorial/index.md") if block.title}
    (tmp_path / "facts.jsonl").write_text(titled["facts.jsonl"] + "\n")
    lines = [text for text in _shell("tutorial/index.md") if "terms.yaml" in text]
    assert len(lines) == 2
    run("\n".join(lines), tmp_path)
    assert (tmp_path / "clock.svg").read_text("utf-8").startswith("<svg")
    asked = "upheld sla assess --terms terms.yaml --facts facts.jsonl --as-of 2026-03-02T12:00:00Z --format json"
    response: dict[str, Any] = json.loads(run(asked, tmp_path))[0]
    assert (response["outcome"], response["decided_at"]) == ("missed", "2026-03-02T09:15:00Z")
    assert response["overdue"] == 300


def test_the_commands_of_the_readme_that_need_no_server(tmp_path: Path) -> None:
    shown = [block for block in blocks(ROOT / "README.md") if block.language == "sh" and "contract show" in block.text]
    assert len(shown) == 1
    run(shown[0].text.replace(".venv/bin/upheld", "upheld"), tmp_path)


@pytest.mark.parametrize(
    "block", CONTRACTS, ids=lambda block: f"{block.page} {hashlib.md5(block.text.encode()).hexdigest()[:4]}"
)
def test_a_quoted_contract_is_valid(block: Any) -> None:
    load_terms(block.text)


def test_the_quoted_verification_of_webhooks() -> None:
    source = next(block.text for block in blocks(DOCS / "howto/webhooks.md") if block.language == "python")
    room: dict[str, Any] = {}
    exec(source, room)
    secret, at = new_secret(), datetime(2026, 3, 2, 9, tzinfo=UTC)
    headers = sign(secret=secret, key="msg_1", at=at, body=b"{}")
    verify = room["verify"]
    assert verify(secret, headers, b"{}", now=at.timestamp())
    assert not verify(secret, headers, b"{ }", now=at.timestamp())
    assert not verify(secret, headers, b"{}", now=at.timestamp() + 301)
    assert not verify(new_secret(), headers, b"{}", now=at.timestamp())
