"""The kinds of value an option may have."""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from datetime import timedelta
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from upheld.config.env import Kind

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}
UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
SECONDS = {"ms": 0.001, "s": 1, "": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


def _boolean(text: str) -> bool:
    if text.lower() in TRUE | FALSE:
        return text.lower() in TRUE
    raise ValueError


def _size(text: str) -> int:
    match = re.fullmatch(r"(\d{1,12})\s*([kmg]?)i?b?", text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError
    return int(match[1]) * UNITS[match[2]]


def _duration(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,9})\s*(ms|s|min|m|h|d)?", text.strip().lower())
    if match is None:
        raise ValueError
    return timedelta(seconds=int(match[1]) * SECONDS[match[2] or ""])


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError
    return text.rstrip("/")


def _listen(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        raise ValueError
    return host.strip("[]"), int(port)


def _zone(text: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("no such zone") from error


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("has a NUL byte")
    return Path(text).expanduser().absolute()


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(word) for word in _words(text))


def _token(text: str) -> str:
    if len(text) < 32:
        raise ValueError(f"{len(text)} characters")
    return text


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
    found = {key: values[-1] for key, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    return found | {"dbname": name} | _authority(parts)


def _authority(parts: SplitResult) -> dict[str, str]:
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    pairs = [host.rpartition(":") if re.search(r":\d+$", host) else (host, "", "") for host in hosts.split(",")]
    named = {
        "user": unquote(user),
        "password": unquote(password),
        "host": ",".join(unquote(pair[0]).strip("[]") for pair in pairs),
        "port": ",".join(pair[2] for pair in pairs) if any(pair[2] for pair in pairs) else "",
    }
    return {key: value for key, value in named.items() if value}


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
SIZE = Kind("size", "a size such as 25MB", _size)
DURATION = Kind("duration", "a duration such as 30s, 5min or 2h", _duration)
NETWORKS = Kind("networks", "networks such as 10.1.0.0/16, separated by commas", _networks)
WORDS = Kind("list", "names separated by commas", _words)
BASE_URL = Kind("address", "an address such as https://support.example.com", _base_url)
LISTEN = Kind("host:port", "a host and a port such as 127.0.0.1:8000", _listen)
ZONE = Kind("zone", "an IANA time zone such as Asia/Shanghai", _zone)
PATH = Kind("path", "a path", _path)
TOKEN = Kind("secret", "at least 32 characters, random", _token)
DATABASE = Kind("database", "postgresql://user:password@host:5432/name", _database)
MAIL = Kind("mail server", "smtp://user:password@host:587, smtps://… or file:///a/folder", _mail)
