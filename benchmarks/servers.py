"""The PostgreSQL that is measured: the embedded one, or a server of one's own with its version's default settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from upheld.embedded import binaries, cluster, identity, process, roles
from upheld.embedded.layout import APP_ROLE, OWNER_ROLE, SUPERUSER, Layout

DEBIAN = Path("/usr/lib/postgresql/15/bin")
"""Where Debian and Ubuntu put the oldest version that is supported."""
PRIVATE = {"listen_addresses": "", "unix_socket_permissions": "0700"}


@contextmanager
def own(layout: Layout, programs: Path) -> Iterator[None]:
    """Run the server of these programs with its defaults, and point the product's settings to it.

    Raises SystemExit where the folder holds no ``postgres`` and ``initdb``.
    """
    account = identity.choose()
    identity.settle(layout, account)
    major = binaries.version(programs)
    if major is None:
        raise SystemExit(f"{programs} holds no PostgreSQL (postgres and initdb)")
    fit = identity.reachable(binaries.Binaries(programs, major), account)
    if cluster.major_of(layout) is None:
        cluster.create(layout, fit, account, durable=True)
    server = process.start(layout, fit, account, durable=True, settings=PRIVATE)
    try:
        roles.ensure(layout.url(SUPERUSER, "postgres"))
        os.environ["UPHELD_DATABASE_URL"] = layout.url(APP_ROLE)
        os.environ["UPHELD_MIGRATE_URL"] = layout.url(OWNER_ROLE)
        yield
    finally:
        process.stop(server)
