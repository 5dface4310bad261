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


def migrated(place: Place) -> Place:
    done = upheld("migrate", "--quiet", **place.settings())
    assert (done.returncode, done.stderr) == (0, "")
    return place


OTHER_KEY = "secret key is not the one of this installation"


def test_a_machine_with_another_secret_key_does_not_start(place: Callable[..., Place], tmp_path: Path) -> None:
    own = migrated(place("keys"))
    other = own.settings() | {"data_dir": tmp_path / "other machine"}
    for command in (["web"], ["worker"], ["migrate"]):
        done = upheld(*command, **other)
        assert done.returncode == 1
        assert OTHER_KEY in done.stderr
    checked = upheld("check", **other)
    assert checked.returncode == 1
    assert OTHER_KEY in checked.stdout
    assert upheld("migrate", "--quiet", "--new-key", **other).returncode == 0
    assert upheld("migrate", "--quiet", **other).returncode == 0
    assert upheld("migrate", "--quiet", **own.settings()).returncode == 1


def test_a_key_is_changed_silently_where_the_earlier_one_is_known(place: Callable[..., Place]) -> None:
    own = migrated(place("rotation"))
    earlier = (own.data_dir / "secret_key").read_text().strip()
    key = "another-secret-key-of-at-least-32-characters"
    done = upheld("migrate", "--quiet", **own.settings(), secret_key=key, secret_key_fallbacks=earlier)
    assert (done.returncode, done.stderr) == (0, "")
    assert upheld("migrate", "--quiet", **own.settings(), secret_key=key).returncode == 0


def test_a_restore_says_that_the_key_is_another_one(place: Callable[..., Place], tmp_path: Path) -> None:
    own, other, file = migrated(place("saved")), place("restored", empty=True), tmp_path / "saved"
    saved = upheld("backup", file, **own.settings())
    assert "The secret key is not in it" in saved.stdout
    restored = upheld("restore", file, **other.settings(), secret_key="another-secret-key-of-at-least-32-characters")
    assert restored.returncode == 0, restored.stderr
    assert OTHER_KEY in restored.stderr
