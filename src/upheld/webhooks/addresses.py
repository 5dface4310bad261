"""Checks the address of a webhook: it must be public, or in a private network that the operator allows.

A name is looked up once, every address it has is checked, and the connection goes to one that was checked: a name
that changes its mind between two look-ups gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
PORTS = {"https": 443, "http": 80}
URL_LIMIT = 300
NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = ipaddress.IPv6Network("::/96")


class UnfitTarget(Exception):
    """A webhook must not call this address. ``code`` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Target:
    """The checked address to connect to, and the host name for the request."""

    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def authority(self) -> str:
        """The Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def networks(texts: Iterable[str]) -> Networks:
    """Networks such as ``10.1.0.0/16``; raises ValueError."""
    return tuple(ipaddress.ip_network(text) for text in texts)


def check_url(url: str, *, own: Networks = ()) -> SplitResult:
    """Check the form of a webhook's URL without resolving its host. Raises UnfitTarget."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise UnfitTarget("not_an_address") from error
    if len(url) > URL_LIMIT or any(not char.isprintable() or char.isspace() for char in url) or not url.isascii():
        raise UnfitTarget("not_an_address")
    if parts.scheme not in PORTS or not host or "%" in host:
        raise UnfitTarget("not_an_address")
    if parts.username is not None or parts.fragment:
        raise UnfitTarget("has_credentials_or_fragment")
    if port not in {None, PORTS[parts.scheme]} and not own:
        raise UnfitTarget("port_not_allowed", str(port))
    return parts


def resolve(url: str, *, own: Networks = ()) -> Target:
    """Resolve the host once and check all its addresses. Raises UnfitTarget, or OSError if it cannot be resolved."""
    parts = check_url(url, own=own)
    host, port = str(parts.hostname), parts.port or PORTS[parts.scheme]
    addresses = _look_up(host, port)
    for address in addresses:
        _check(address, port in PORTS.values(), own)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, str(addresses[0]), path)


def _look_up(host: str, port: int) -> Sequence[IPAddress]:
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def _check(address: IPAddress, usual_port: bool, own: Networks) -> None:
    effective = _effective_address(address)
    if any(effective in network for network in own if network.version == effective.version):
        return
    if (
        not usual_port
        or not effective.is_global
        or effective.is_multicast
        or effective.is_reserved
        or _embeds(effective)
    ):
        raise UnfitTarget("address_not_public", str(address))


def _effective_address(address: IPAddress) -> IPAddress:
    """The address that packets would reach: an IPv4 address written as IPv6 is that IPv4 address."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if any(address in network for network in NAT64):
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _embeds(address: IPAddress) -> bool:
    """Whether it is of an obsolete kind: 6to4, Teredo, IPv4-compatible or site-local."""
    if isinstance(address, ipaddress.IPv4Address):
        return False
    return bool(address.sixtofour or address.teredo or address.is_site_local or address in COMPATIBLE)
