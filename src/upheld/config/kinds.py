"""The kinds of value an option may have."""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from upheld.config.env import Kind
from upheld.sla.calendar.zones import is_zone

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
PRIVATE_NAMES = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test")
"""Ends of names that no public name server answers for."""
LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
SENDER_FORM = re.compile(
    r"""(?:(?P<name>"[^"\\]*"|[^"<>,;:@()\[\]]+)\ +(?=<))? (?P<open><)?
    [^\s@<>()\[\],;:"]{1,64} @ (?P<domain>[^\s@<>]+) (?(open)>)""",
    re.VERBOSE,
)
WIDEST_NETWORK = 8
"""Bits. A wider network, 0.0.0.0/0 above all, would open this machine and its neighbours to webhooks."""
CONNECTION = frozenset({
    "host", "hostaddr", "port", "user", "password", "passfile", "options", "application_name", "connect_timeout",
    "client_encoding", "target_session_attrs", "load_balance_hosts", "channel_binding", "require_auth",
    "requirepeer", "sslmode", "sslnegotiation", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslcrl",
    "sslcrldir", "sslsni", "sslcertmode", "ssl_min_protocol_version", "ssl_max_protocol_version", "gssencmode",
    "gssdelegation", "krbsrvname", "gsslib", "keepalives", "keepalives_idle", "keepalives_interval",
    "keepalives_count", "tcp_user_timeout"
})  # fmt: skip
"""Parameters of an address that libpq understands."""
SECONDS = {"ms": 0.001, "s": 1, "": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _boolean(text: str) -> bool:
    if text.lower() in TRUE | FALSE:
        return text.lower() in TRUE
    raise ValueError


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d{1,12})\s*([kmg]?)i?b?", text.strip().lower())
    if match is None:
        raise ValueError
    return int(match[1]) * UNITS[match[2]]


def size(low: str, high: str) -> Kind:
    """A number of bytes in a closed range."""
    return _ranged("size", f"a size such as 25MB, from {low} to {high}", _size, low, high)


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,9})\s*(ms|s|min|m|h|d)?", text.strip().lower())
    if match is None:
        raise ValueError
    return timedelta(seconds=int(match[1]) * SECONDS[match[2] or ""])


def duration(low: str, high: str) -> Kind:
    """A duration in a closed range."""
    return _ranged("duration", f"a duration such as 30s, 5min or 2h, from {low} to {high}", _duration, low, high)


def _ranged(name: str, right: str, parse: Callable[[str], Any], low: str, high: str) -> Kind:
    least, most = parse(low), parse(high)

    def within(text: str) -> Any:
        value = parse(text)
        if not least <= value <= most:
            raise ValueError("out of range")
        return value

    return Kind(name, right, within)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError
    _ = parts.port
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValueError("has a path; the desk answers at the root of a host name of its own")
    if parts.username is not None:
        raise ValueError("has a user name")
    if parts.scheme == "http" and is_public(parts.hostname):
        raise ValueError("http on a public name; use https, with a proxy in front that ends it")
    return text.rstrip("/")


def is_public(host: str) -> bool:
    """Whether strangers can reach ``host`` by this name or address, as far as it tells."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").lower().endswith(PRIVATE_NAMES)


def _host(name: str) -> str:
    """A host name, or one with a leading dot, which stands for all names below it."""
    try:
        return str(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        labels = name.removeprefix(".").split(".")
        wide = name.startswith(".") and len(labels) < 2
        if wide or len(name) > 253 or not all(LABEL.fullmatch(label) for label in labels):
            raise ValueError(f"“{name}” is no host name") from None
        return name.lower()


def _hosts(text: str) -> list[str]:
    return [f"[{host}]" if ":" in host else host for host in map(_host, _words(text))]


def _listen(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
        raise ValueError
    return _host(host).strip("[]"), int(port)


def _sender(text: str) -> str:
    """One mailbox as in a From header: an address, or a name and an address in angle brackets."""
    match = SENDER_FORM.fullmatch(text)
    if match is None or not text.isprintable():
        raise ValueError
    _host(match["domain"])
    return text


def _zone(text: str) -> zoneinfo.ZoneInfo:
    if not is_zone(text):
        raise ValueError("no such zone")
    return zoneinfo.ZoneInfo(text)


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("has a NUL byte")
    return Path(text).expanduser().absolute()


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    networks = tuple(ipaddress.ip_network(word) for word in _words(text))
    for network in networks:
        if network.prefixlen < WIDEST_NETWORK:
            raise ValueError(f"{network} is wider than /{WIDEST_NETWORK}")
    return networks


def _token(text: str) -> str:
    if len(text) < 32:
        raise ValueError(f"{len(text)} characters")
    return text


def _tokens(text: str) -> list[str]:
    return [_token(word) for word in _words(text)]


def _database(text: str) -> str:
    database(text)
    return text


def database(url: str) -> dict[str, str]:
    """The parts of a PostgreSQL address, by libpq's names; raises ValueError."""
    parts = _split(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"scheme “{parts.scheme}”")
    name = unquote(parts.path.lstrip("/"))
    if not name or "/" in name:
        raise ValueError("no database name")
    _ = parts.port if "," not in parts.netloc else None
    parameters = {key: values[-1] for key, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    if unknown := sorted(parameters.keys() - CONNECTION):
        raise ValueError(f"PostgreSQL knows no “{unknown[0]}”")
    if not parameters.get("connect_timeout", "0").isdecimal():
        raise ValueError("connect_timeout is not a number of seconds")
    return parameters | {"dbname": name} | _authority(parts)


def _authority(parts: SplitResult) -> dict[str, str]:
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    pairs = [host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "") for host in hosts.split(",")]
    authority = {
        "user": unquote(user),
        "password": unquote(password),
        "host": ",".join(unquote(pair[0]).strip("[]") for pair in pairs),
        "port": ",".join(pair[2] for pair in pairs) if any(pair[2] for pair in pairs) else "",
    }
    return {key: value for key, value in authority.items() if value}


def _split(url: str) -> SplitResult:
    if "\0" in url:
        raise ValueError("has a NUL byte")
    return urlsplit(url)


def _mail(text: str) -> str:
    parts = _split(text)
    if parts.scheme in {"smtp", "smtps"} and parts.hostname:
        _ = parts.port
        return text
    if parts.scheme == "file" and parts.path:
        return text
    raise ValueError


def whole(low: int, high: int) -> Kind:
    """A whole number in a closed range."""

    def parse(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError("out of range")
        return value

    return Kind("number", f"a whole number from {low} to {high}", parse)


def one_of(*names: str) -> Kind:
    """One of a few names."""

    def parse(text: str) -> str:
        if text not in names:
            raise ValueError
        return text

    return Kind("choice", "one of " + ", ".join(names), parse)


TEXT = Kind("text", "text", str)
BOOLEAN = Kind("yes or no", "yes or no (also true/false, on/off, 1/0)", _boolean)
NETWORKS = Kind("networks", "networks such as 10.1.0.0/16, separated by commas", _networks)
HOSTS = Kind("hosts", "host names without port or *, separated by commas", _hosts)
SENDER = Kind("sender", "an address such as Support <support@example.com>", _sender)
BASE_URL = Kind("address", "an address without a path, such as https://support.example.com", _base_url)
LISTEN = Kind("host:port", "a host and a port such as 127.0.0.1:8000", _listen)
ZONE = Kind("zone", "an IANA time zone such as Asia/Shanghai", _zone)
PATH = Kind("path", "a path", _path)
TOKENS = Kind("secrets", "keys of at least 32 characters, separated by commas", _tokens)
TOKEN = Kind("secret", "at least 32 characters, random", _token)
DATABASE = Kind("database", "postgresql://user:password@host:5432/name", _database)
MAIL = Kind("mail server", "smtp://user:password@host:587, smtps://… or file:///a/folder", _mail)
