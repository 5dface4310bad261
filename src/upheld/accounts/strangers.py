"""Strangers who sign in: networks whose addresses one customer of a provider often has take turns as one party."""

from __future__ import annotations

import ipaddress

from upheld.accounts.turns import Party

PREFIXES = {4: 24, 6: 48}
"""Bits that are the same within a party."""


def party_of(network: str) -> Party:
    """The party of a stranger: the wide network, and within it the client's own."""
    return Party((_wide(network), f"of {network}"))


def _wide(network: str) -> str:
    try:
        parsed = ipaddress.ip_network(network, strict=False)
    except ValueError:
        return network
    return str(parsed.supernet(new_prefix=min(PREFIXES[parsed.version], parsed.prefixlen)))
