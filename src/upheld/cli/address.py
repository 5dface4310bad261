"""The address that is listened on."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import click

ANY = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to look, not where to listen


def choose(listen: str | None) -> None:
    """Listen there, or where UPHELD_LISTEN or its default says, not where an earlier server did."""
    from upheld.config.options import LISTEN

    if listen:
        os.environ["UPHELD_LISTEN"] = listen
    os.environ.setdefault("UPHELD_LISTEN", LISTEN)


def remember(data_dir: Path, host: str, port: int) -> None:
    """Note where the server listens, so that commands beside it print links that work."""
    from upheld.config import secret
    from upheld.config.options import ADDRESS_FILE

    secret.make_folder(data_dir)
    name = f"[{host}]" if ":" in host else host
    with open(data_dir / ADDRESS_FILE, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(f"{name}:{port}\n")


def refuse_taken(host: str, port: int) -> None:
    """Raises ClickException where another program listens, or the host is not this machine's.

    The web server itself would share the port with another of its kind, and each would answer half of the requests.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another address with --listen or UPHELD_LISTEN"
        ) from error


def answers(host: str, port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        with socket.create_connection((ANY.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False
