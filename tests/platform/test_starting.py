"""What does not start, and says why in one line."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from support.commands import upheld
from support.places import Place
from upheld.config import secret


@pytest.mark.parametrize("command", [["migrate"], ["worker"], ["web"], ["serve"]])
def test_an_older_version_does_not_start_on_a_newer_database(place: Callable[..., Place], command: list[str]) -> None:
    own = place("newer")
    with own.admin() as connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('desk', '9999_later', now())")
    done = upheld(*command, **own.settings())
    assert done.returncode == 1
    assert "the database belongs to a newer version: this one does not know desk.9999_later" in done.stderr
    assert "Traceback" not in done.stderr
    checked = upheld("check", **own.settings())
    assert checked.returncode == 1
    assert "desk.9999_later is unknown" in checked.stdout


def test_folders_with_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "mail"
    secret.make_folder(folder)
    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents[:2])} == {0o700}
