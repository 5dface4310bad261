"""Settings from the environment: what is read, what is refused, and how."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from upheld.config import databases, env, kinds, options
from upheld.config.env import Kind, Option, WrongSettings
from upheld.config.secret import read_or_make

HOME = {"HOME": "/home/somebody"}


def test_nothing_set_is_a_whole_installation() -> None:
    values = options.load(HOME)
    assert values["data_dir"] == Path("/home/somebody/.local/share/upheld")
    assert values["listen"] == ("127.0.0.1", 8000)
    assert values["database_url"] is None


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("0.0.0.0:80", "http://127.0.0.1:80"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_links_lead_to_where_it_listens_unless_told_otherwise(listen: str, address: str) -> None:
    assert options.load(HOME | {"UPHELD_LISTEN": listen})["base_url"] == address


def test_every_default_is_a_value_of_its_kind() -> None:
    assert set(env.read(options.OPTIONS, {})) == {option.key for option in options.OPTIONS}


def test_an_empty_variable_is_an_absent_one() -> None:
    assert options.load(HOME | {"UPHELD_WEB_WORKERS": "  "})["web_workers"] == 2


def test_all_problems_are_told_at_once_each_with_its_name() -> None:
    wrong = {"UPHELD_WEB_WORKERS": "many", "UPHELD_TIME_ZONE": "Mars/Olympus", "UPHELD_UPLOAD_LIMIT": "-1"}
    with pytest.raises(WrongSettings) as caught:
        options.load(HOME | wrong)
    assert len(caught.value.problems) == 3
    for name in wrong:
        assert any(line.startswith(f"{name}: ") for line in caught.value.problems)


def test_a_secret_is_not_repeated_in_the_message() -> None:
    with pytest.raises(WrongSettings) as caught:
        options.load(HOME | {"UPHELD_SECRET_KEY": "hunter2", "UPHELD_DATABASE_URL": "mysql://u:hunter3@h/d"})
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (kinds.BOOLEAN, "On", True),
        (kinds.BOOLEAN, "0", False),
        (kinds.SIZE, "25MB", 25 * 1024**2),
        (kinds.SIZE, "1 GiB", 1024**3),
        (kinds.SIZE, "100", 100),
        (kinds.DURATION, "90", timedelta(seconds=90)),
        (kinds.DURATION, "5min", timedelta(minutes=5)),
        (kinds.DURATION, "250ms", timedelta(milliseconds=250)),
        (kinds.WORDS, "a, b,,c", ["a", "b", "c"]),
        (kinds.LISTEN, "[::1]:80", ("::1", 80)),
        (kinds.BASE_URL, "https://x.example/", "https://x.example"),
    ],
)
def test_a_value_is_read(kind: Kind, text: str, value: object) -> None:
    assert kind.parse(text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kinds.BOOLEAN, "maybe"),
        (kinds.SIZE, "0"),
        (kinds.SIZE, "1e9"),
        (kinds.DURATION, "soon"),
        (kinds.DURATION, "-3s"),
        (kinds.BASE_URL, "ftp://x"),
        (kinds.BASE_URL, "https://"),
        (kinds.LISTEN, "8000"),
        (kinds.LISTEN, "localhost:99999"),
        (kinds.ZONE, "../../etc/passwd"),
        (kinds.ZONE, ""),
        (kinds.PATH, "a\0b"),
        (kinds.TOKEN, "short"),
        (kinds.MAIL, "http://mail.example"),
        (kinds.MAIL, "smtp://mail.example:port"),
        (kinds.DATABASE, "postgresql://host"),
        (kinds.DATABASE, "postgresql://host:port/name"),
        (kinds.DATABASE, "sqlite:///file"),
        (kinds.DATABASE, "postgresql://host/name?broken"),
        (kinds.whole(1, 3), "4"),
        (kinds.whole(1, 3), "2.0"),
        (kinds.one_of("a", "b"), "c"),
    ],
)
def test_a_wrong_value_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(WrongSettings, match="UPHELD_X"):
        env.read([Option("UPHELD_X", kind, text, "")], {})


def test_a_database_address_keeps_all_its_parts() -> None:
    parts = kinds.database("postgresql://us%40er:p%2Fw@a:1,b:2/name?sslmode=require&host=%2Frun")
    assert parts == {
        "user": "us@er",
        "password": "p/w",
        "host": "a,b",
        "port": "1,2",
        "dbname": "name",
        "sslmode": "require",
    }


def test_a_socket_folder_is_an_address_too() -> None:
    aliases = databases.aliases(options.load(HOME | {"UPHELD_DATABASE_URL": "postgresql://app@/upheld?host=/run/pg"}))
    assert (aliases["default"]["HOST"], aliases["default"]["USER"]) == ("/run/pg", "app")
    assert aliases["owner"]["USER"] == "app"


@pytest.mark.parametrize(("version", "fit"), [(140011, False), (150000, True), (180004, True), (190000, False)])
def test_only_supported_servers_are_used(version: int, fit: bool) -> None:
    if fit:
        databases.refuse_unfit(version)
    else:
        with pytest.raises(databases.UnfitServer, match="15 to 18"):
            databases.refuse_unfit(version)


def test_a_misspelt_name_is_pointed_out_with_the_right_one() -> None:
    (line,) = env.unknown(options.OPTIONS, {"UPHELD_LISTN": "x", "PATH": "/bin"})
    assert line == "UPHELD_LISTN: no such setting; did you mean UPHELD_LISTEN?"


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = read_or_make(folder)
    assert len(key) >= 64
    assert read_or_make(folder) == key
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
