"""The commands of the operator's pages run as they stand, but for addresses and for what is this machine's affair."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from docs.pages import DOCS, blocks
from support.certificates import certificate
from support.commands import Serving
from support.places import Place, add_organisation
from support.receivers import mail_server
from support.shell import run, surroundings
from support.terminal import converse
from upheld.embedded import Server

PASSWORD = "quiet rivers run deep"
Places = Callable[..., Place]


def commands(page: str, language: str = "sh") -> list[str]:
    return [block.text for block in blocks(DOCS / page) if block.language == language]


def settings(place: Place, **more: object) -> dict[str, str]:
    """The settings of a place as environment variables."""
    return {f"UPHELD_{name.upper()}": str(value) for name, value in place.settings(**more).items()}


def exporting(script: str, **values: str) -> str:
    """The script with other values behind its ``export``; each must be there."""
    for name, value in values.items():
        script, count = re.subn(rf"^(export {name})='[^']*'", rf"\1='{value}'", script, flags=re.MULTILINE)
        script, more = re.subn(rf"^(export {name})=[^' ]+", rf"\1={value}", script, flags=re.MULTILINE)
        assert count + more >= 1, name
    return script


@pytest.fixture
def roles(postgres: Server) -> Iterator[str]:
    """A name for roles and a database that are taken away afterwards."""
    name = f"typed{os.getpid()}"
    yield name
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"DROP ROLE IF EXISTS {name}_app")
        admin.execute(f"DROP ROLE IF EXISTS {name}_owner")


def test_the_page_on_ones_own_database(postgres: Server, roles: str, tmp_path: Path) -> None:
    (making,) = commands("howto/database.md", "sql")
    making = re.sub(r"\bupheld(?=[_ ])", roles, making)
    with psycopg.connect(postgres.admin_url("postgres"), autocommit=True) as superuser:
        for statement in filter(str.strip, making.split(";")):
            superuser.execute(statement)
    naming, using = commands("howto/database.md")
    naming = exporting(
        naming,
        UPHELD_DATABASE_URL=postgres.layout.url(f"{roles}_app", roles),
        UPHELD_MIGRATE_URL=postgres.layout.url(f"{roles}_owner", roles),
    )
    printed = run(f"{naming}\n{using}", tmp_path, UPHELD_DATA_DIR=str(tmp_path / "data"))
    assert f"the application's role {roles}_app owns nothing" in printed


def test_the_page_on_the_first_administrator(place: Places, tmp_path: Path) -> None:
    own = place("first", empty=True)
    create, serve, _, link = commands("howto/first-admin.md")
    code, screen = converse(
        create, {"Password:": PASSWORD, "The same again:": PASSWORD},
        python=sys.executable, cwd=tmp_path, env=surroundings(tmp_path, **settings(own)),
    )  # fmt: skip
    assert (code, "ada@vendor.example can sign in now." in screen) == (0, True), screen
    assert PASSWORD not in screen
    desk = Serving(*serve.split()[1:], log=tmp_path / "log", **own.settings())
    try:
        desk.ready()
        printed = run(link, tmp_path, **settings(own, listen=f"127.0.0.1:{desk.port}"))
        assert printed.startswith(f"http://127.0.0.1:{desk.port}/enter/")
        assert desk.get(printed.strip().partition(str(desk.port))[2])[0] == 200
    finally:
        desk.end()


def test_the_page_on_backups(place: Places, tmp_path: Path) -> None:
    own, empty = place("saved"), place("other", empty=True)
    add_organisation(own, "汉字")
    *saving, restoring = commands("howto/backup.md")
    printed = run("\n".join(saving), tmp_path, **settings(own, backup_dir=tmp_path / "backups"))
    assert printed.count("saved and verified: ") == 2
    assert "can be restored: its rows are all there" in printed
    printed = run(restoring, tmp_path, **settings(empty))
    assert printed.splitlines() == ["restored from upheld-2026-11-22.backup", "no difference found"]
    assert empty.names() == ["汉字"]


def test_the_page_on_upgrades(place: Places, tmp_path: Path) -> None:
    printed = run("\n".join(commands("howto/upgrades.md")), tmp_path, **settings(place("upgraded")))
    assert "ok migrations" in printed
    assert printed.splitlines()[-1] == "0 tickets are indexed"


def test_the_page_on_several_workers(place: Places, tmp_path: Path) -> None:
    own = place("apart")
    parts, _, time = commands("howto/workers.md")
    migrate, web, *workers = parts.splitlines()
    run(migrate, tmp_path, **settings(own))
    lines = [line.partition("#")[0].split()[1:] for line in (web, *workers)]
    assert [words[0] for words in lines] == ["web", "worker", "worker"]
    assert lines[0][1:] == ["--listen", "127.0.0.1:8000"]
    running = [Serving(words[0], log=tmp_path / f"log{n}", **own.settings()) for n, words in enumerate(lines)]
    try:
        assert running[0].ready()["ready"] is True
        assert "none to confirm" in run(time, tmp_path, **settings(own))
    finally:
        codes = [part.end() for part in running]
    assert codes == [0, 0, 0]


def test_the_page_on_mail(place: Places, tmp_path: Path) -> None:
    own = place("mail")
    context, trusted = certificate(tmp_path)
    naming, using = commands("howto/mail.md")
    with mail_server(encryption=context, user="user:password") as server:
        url = server.url.replace("://", "://user:password@")
        naming = exporting(naming, UPHELD_MAIL_URL=url, UPHELD_BASE_URL="http://127.0.0.1:8000")
        printed = run(f"{naming}\n{using}", tmp_path, **settings(own), SSL_CERT_FILE=str(trusted))
    assert "accepted it over TLSv1" in printed
    [message] = server.messages
    assert (message["To"], message["From"]) == ("you@example.com", "Support <support@vendor.example>")


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip is installed (apt-get install unzip)")
def test_the_pages_on_figures_and_on_checking_them(place: Places, tmp_path: Path) -> None:
    own = place("figures")
    add_organisation(own, "Vendor")
    add_organisation(own, "Acme")
    printed = run("\n".join(commands("howto/attainment.md")), tmp_path, **settings(own))
    assert printed.count("2026-10 as of ") == 2
    assert (tmp_path / "october.zip").exists()
    _install, export, recompute, by_hand, one_ticket = commands("howto/recompute.md")
    run(export, tmp_path, **settings(own))
    printed = run(f"{recompute}\n{by_hand}", tmp_path)
    assert "verdict: 0 tickets, 0 figures: there is nothing to check" in printed
    facts = {block.title: block.text for block in blocks(DOCS / "tutorial/index.md") if block.title}["facts.jsonl"]
    (tmp_path / "facts.jsonl").write_text(facts + "\n")
    assert "Restoration 1" in run(f"upheld contract ready standard > terms.yaml\n{one_ticket}", tmp_path)


@pytest.mark.parametrize("page", ["tutorial/index.md", "tutorial/zh.md"])
def test_what_the_tutorial_puts_to_its_desk(place: Places, tmp_path: Path, page: str) -> None:
    [script] = [text for text in commands(page) if ".cache/demo" in text]
    first, *others = script.replace(".venv/bin/", "").splitlines()
    assert first == "export UPHELD_DATA_DIR=.cache/demo"
    printed = run("\n".join(others), tmp_path, **settings(place("demo")))
    assert "no deadline was ever moved" in printed
    assert printed.splitlines()[-1].strip()
