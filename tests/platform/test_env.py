"""Settings from the environment: what is read, what is refused, and how."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from upheld.config import databases, env, kinds, options
from upheld.config.env import Kind, Option, WrongSettings
from upheld.config.secret import read_or_make

HOME = {"HOME": "/home/somebody"}
SIZE = kinds.size("100", "1GB")
DURATION = kinds.duration("250ms", "2h")


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
        (SIZE, "25MB", 25 * 1024**2),
        (SIZE, "1 GiB", 1024**3),
        (SIZE, "100", 100),
        (DURATION, "90", timedelta(seconds=90)),
        (DURATION, "5min", timedelta(minutes=5)),
        (DURATION, "250ms", timedelta(milliseconds=250)),
        (kinds.HOSTS, "a, B.example,,::1", ["a", "b.example", "[::1]"]),
        (kinds.HOSTS, ".vendor.example", [".vendor.example"]),
        (kinds.SENDER, "支持 <a@vendor.example>", "支持 <a@vendor.example>"),
        (kinds.SENDER, '"Upheld, Inc." <a@vendor.example>', '"Upheld, Inc." <a@vendor.example>'),
        (kinds.SENDER, "a@localhost", "a@localhost"),
        (kinds.NETWORKS, "10.0.0.0/8", (ip_network("10.0.0.0/8"),)),
        (kinds.BASE_URL, "http://desk.internal:8080", "http://desk.internal:8080"),
        (kinds.BASE_URL, "http://192.168.1.4", "http://192.168.1.4"),
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
        (SIZE, "0"),
        (SIZE, "1e9"),
        (SIZE, "2GB"),
        (DURATION, "soon"),
        (DURATION, "-3s"),
        (DURATION, "0s"),
        (DURATION, "3h"),
        (kinds.BASE_URL, "ftp://x"),
        (kinds.BASE_URL, "https://x.example/desk"),
        (kinds.BASE_URL, "https://x.example?a=b"),
        (kinds.BASE_URL, "https://somebody@x.example"),
        (kinds.BASE_URL, "https://x.example:port"),
        (kinds.BASE_URL, "http://support.vendor.example"),
        (kinds.BASE_URL, "http://8.8.8.8"),
        (kinds.HOSTS, "*"),
        (kinds.HOSTS, "*.vendor.example"),
        (kinds.HOSTS, ".com"),
        (kinds.HOSTS, "vendor.example:443"),
        (kinds.HOSTS, "https://vendor.example"),
        (kinds.SENDER, "Support"),
        (kinds.SENDER, "Support <support>"),
        (kinds.SENDER, "Support a@vendor.example"),
        (kinds.SENDER, "a@vendor.example, b@vendor.example"),
        (kinds.SENDER, "Support <a@vendor.example"),
        (kinds.SENDER, "a@vendor.example>"),
        (kinds.SENDER, "Support <a@vendor..example>"),
        (kinds.SENDER, "Support <a@vendor.example>\r\nBcc: b@vendor.example"),
        (kinds.NETWORKS, "0.0.0.0/0"),
        (kinds.NETWORKS, "::/0"),
        (kinds.TOKENS, f"{'k' * 40},short"),
        (kinds.LISTEN, "http://127.0.0.1:8000"),
        (kinds.LISTEN, "127.0.0.1:８０"),
        (kinds.DATABASE, "postgresql://host/name?sslmod=require"),
        (kinds.DATABASE, "postgresql://host/name?connect_timeout=soon"),
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


@pytest.mark.parametrize(
    ("environ", "problem"),
    [
        ({"UPHELD_LISTN": "x"}, "UPHELD_LISTN: no such setting; did you mean UPHELD_LISTEN?"),
        ({"UPHELD_Q": ""}, "UPHELD_Q: no such setting; remove it, or see upheld check --settings"),
        ({"UPHELD_MIGRATE_URL": "postgresql://owner@/upheld"}, "UPHELD_MIGRATE_URL: has no meaning without"),
        ({"UPHELD_WEB_WORKERS": "64"}, "UPHELD_WEB_THREADS: 64 web processes with 4 threads keep 256 connections"),
        ({"UPHELD_UPLOAD_LIMIT": "10GB"}, "UPHELD_UPLOAD_LIMIT: “10GB” cannot be used (out of range); expected a size"),
        ({"UPHELD_DATABASE_TIMEOUT": "0"}, "UPHELD_DATABASE_TIMEOUT: “0” cannot be used"),
        ({"UPHELD_STOP_WITHIN": "9d"}, "UPHELD_STOP_WITHIN: “9d” cannot be used"),
        ({"UPHELD_ALLOWED_HOSTS": "*"}, "UPHELD_ALLOWED_HOSTS: “*” cannot be used"),
        ({"UPHELD_MAIL_FROM": "support"}, "UPHELD_MAIL_FROM: “support” cannot be used; expected an address such as"),
        (
            {"UPHELD_SMTP_TLS": "off", "UPHELD_MAIL_URL": "smtps://a.example"},
            "UPHELD_SMTP_TLS: off contradicts smtps:// in UPHELD_MAIL_URL",
        ),
        ({"UPHELD_SECRET_KEY_FALLBACKS": "hunter2"}, "UPHELD_SECRET_KEY_FALLBACKS: the value given cannot be used"),
        (
            {"UPHELD_BASE_URL": "https://a.example/b"},
            "UPHELD_BASE_URL: “https://a.example/b” cannot be used (has a path",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_name_and_the_fix(environ: dict[str, str], problem: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        options.load(HOME | environ)
    (line,) = caught.value.problems
    assert line.startswith(problem)


def test_with_a_server_of_ones_own_its_settings_bound_the_connections() -> None:
    own = {"UPHELD_DATABASE_URL": "postgresql://app@/upheld", "UPHELD_WEB_WORKERS": "64"}
    assert options.load(HOME | own)["web_workers"] == 64


@pytest.mark.parametrize("content", [b"", b"short", b"\xff\xfe" * 40])
def test_a_file_without_a_key_signs_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    with pytest.raises(WrongSettings, match="holds no secret key"):
        read_or_make(tmp_path)


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "secret_key").mkdir()
    for folder in (tmp_path / "file", tmp_path / "file" / "below", tmp_path):
        with pytest.raises(WrongSettings, match=f"UPHELD_DATA_DIR: {folder}"):
            read_or_make(folder)


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    key = read_or_make(folder)
    assert len(key) >= 64
    assert read_or_make(folder) == key
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("name", ["America", "a" * 300, "Asia/Shang\0hai", "../UTC", "\udc80", "localtime"])
def test_what_is_no_zone_is_refused_by_its_setting(name: str) -> None:
    with pytest.raises(WrongSettings) as caught:
        options.load(HOME | {"UPHELD_TIME_ZONE": name})
    assert caught.value.problems[0].startswith("UPHELD_TIME_ZONE: ")


WITH_ZONES_OF_THE_MACHINE = """
import sys
from pathlib import Path
import django.conf
planted = sys.argv[1]
django.conf.Path = lambda text: Path(planted if text == "/usr/share/zoneinfo" else text)
import django
django.setup()
from django.conf import settings
from django.utils import timezone
print(settings.TIME_ZONE, timezone.get_default_timezone())
"""


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC"])
def test_the_zones_of_the_machine_decide_nothing(tmp_path: Path, zone: str) -> None:
    (tmp_path / "zoneinfo").mkdir()  # as on a machine with an older release, or with none
    environment = os.environ | {
        "UPHELD_TIME_ZONE": zone,
        "UPHELD_DATA_DIR": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "upheld.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", WITH_ZONES_OF_THE_MACHINE, str(tmp_path / "zoneinfo")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, f"{zone} {zone}"), done.stderr
