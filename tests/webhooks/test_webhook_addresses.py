from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import Any

import pytest

from support.receivers import web_receiver
from upheld.webhooks import Call, UnfitTarget, check_url, deliver, networks
from upheld.webhooks.addresses import resolve

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FORBIDDEN = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0",
    "localhost", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254", "192.0.0.1", "192.0.0.170", "192.0.2.1",
    "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]", "[::ffff:0a00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b::10.0.0.1]",
    "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[::127.0.0.1]", "[::7f00:1]", "[2002:7f00:1::]",
    "[2002:a00:1::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd00::1]",
    "[fd12:3456:789a::1]", "[ff02::1]", "[ff0e::1]", "[2001:db8::1]", "[100::1]", "[fd00:ec2::254]",
]  # fmt: skip


@pytest.mark.parametrize("host", FORBIDDEN)
def test_no_spelling_of_an_inner_address_is_reached(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_arguments: Any, **_named: Any) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket, "create_connection", connect)
    answer = deliver(Call(url=f"http://{host}/hook", headers={}, body=b"{}"), now=NOW)
    assert not answer.ok
    assert answer.error


def test_the_table_has_sixty_spellings() -> None:
    assert len(set(FORBIDDEN)) >= 60


def test_public_addresses_are_reached() -> None:
    assert resolve("https://8.8.8.8/x?y=1").address == "8.8.8.8"
    assert resolve("https://[2606:4700:4700::1111]/").authority == "[2606:4700:4700::1111]"


def test_every_address_of_a_name_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: rows)
    with pytest.raises(UnfitTarget, match=r"10\.0\.0\.1"):
        resolve("https://two-faced.example/")


def test_a_name_that_changes_its_mind_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with web_receiver() as listener:
        asked: list[str] = []

        def look_up(host: str, port: int, *_a: Any, **_k: Any) -> list[Any]:
            asked.append(host)
            address = "8.8.8.8" if len(asked) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

        tried: list[Any] = []

        def connect(address: Any, timeout: float) -> None:
            tried.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        monkeypatch.setattr(socket, "create_connection", connect)
        deliver(Call(url="http://rebinding.example/", headers={}, body=b"{}"), now=NOW)
        assert asked == ["rebinding.example"]
        assert tried == [("8.8.8.8", 80)]
        assert listener.requests == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.com/", "not_an_address"),
        ("file:///etc/passwd", "not_an_address"),
        ("https://", "not_an_address"),
        ("https://exa mple.com/", "not_an_address"),
        ("https://example.com/\r\nX: y", "not_an_address"),
        ("https://example.com:99999/", "not_an_address"),
        ("https://[fe80::1%25eth0]/", "not_an_address"),
        ("https://[::1/", "not_an_address"),
        ("https://例子.cn/", "not_an_address"),
        ("https://" + "a" * 300 + ".com/", "not_an_address"),
        ("https://user:pw@example.com/", "has_credentials_or_fragment"),
        ("https://example.com/#x", "has_credentials_or_fragment"),
        ("https://example.com:22/", "port_not_allowed"),
        ("http://example.com:6379/", "port_not_allowed"),
    ],
)
def test_unfit_addresses_are_refused_by_form(url: str, code: str) -> None:
    with pytest.raises(UnfitTarget) as refused:
        check_url(url)
    assert refused.value.code == code


def test_own_networks_are_reached_at_any_port_and_no_others() -> None:
    own = networks(["127.0.0.0/8"])
    assert resolve("http://127.0.0.1:8081/", own=own).port == 8081
    with pytest.raises(UnfitTarget):
        resolve("http://10.0.0.1/", own=own)
    with pytest.raises(UnfitTarget):
        resolve("http://8.8.8.8:8081/", own=own)
