"""Creates the data folder of the server.

UTF-8, checksums, and an order of text that is the same on every machine: PostgreSQL's builtin
C.UTF-8 from version 17 on, the system's C.UTF-8 before.
"""

from __future__ import annotations

import shutil
import subprocess

from upheld.embedded.binaries import Binaries
from upheld.embedded.errors import CannotStart
from upheld.embedded.identity import Identity, command, give
from upheld.embedded.layout import SUPERUSER, Layout


def major_of(layout: Layout) -> int | None:
    """The major version that wrote the data; None where there is no data yet."""
    try:
        text = (layout.data / "PG_VERSION").read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not text.isdigit():
        raise CannotStart(f"{layout.data / 'PG_VERSION'} holds “{text[:20]}”, not a version: the data is damaged")
    return int(text)


def create(layout: Layout, binaries: Binaries, identity: Identity, *, durable: bool) -> None:
    """Create the data folder; a killed run leaves nothing that looks complete."""
    making = layout.home / "making"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    give(making, identity)
    program = [str(binaries.program("initdb")), "-D", str(making / "data"), *_options(binaries.major, durable=durable)]
    result = subprocess.run(command(identity.name, "none", program), capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise CannotStart(
            f"the database could not be made in {layout.home}:\n{(result.stderr or result.stdout).strip()}"
        )
    (making / "data").rename(layout.data)
    making.rmdir()


def _options(major: int, *, durable: bool) -> list[str]:
    builtin = ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["--username", SUPERUSER, "--encoding=UTF8", "--data-checksums", "--no-instructions"]
    options += ["--auth-local=trust", "--auth-host=reject"]
    options += builtin if major >= 17 else ["--locale=C.UTF-8"]
    return options if durable else [*options, "--no-sync"]
