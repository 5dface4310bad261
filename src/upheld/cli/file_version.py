"""Refuses saved databases of a newer version of Upheld before anything is replaced by them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from upheld.cli.archive import CannotRestore
from upheld.config.health import unknown_among
from upheld.embedded.binaries import Binaries

COPIED = re.compile(
    r"COPY public\.django_migrations \((?P<columns>[^)]*)\) FROM stdin;\n(?P<rows>.*?)^\\\.$", re.M | re.S
)


def refuse_newer(clients: Binaries, file: Path) -> None:
    """Raises CannotRestore where the file has migrations that this version does not know."""
    if unknown := unknown_among(_migrations(clients, file)):
        raise CannotRestore(
            f"nothing was changed: {file} was saved by a newer version of Upheld: this one does not know {unknown[0]}; "
            "install that version"
        )


def _migrations(clients: Binaries, file: Path) -> Iterator[tuple[str, str]]:
    """The application and the name of every migration that the file holds."""
    table = ["--data-only", "--schema=public", "--table=django_migrations", "--file=-"]
    command = [str(clients.program("pg_restore")), *table, str(file)]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if result.returncode != 0:
        raise CannotRestore(f"{file} cannot be read: {result.stderr.strip()}")
    for copied in COPIED.finditer(result.stdout):
        columns = copied["columns"].split(", ")
        for row in copied["rows"].splitlines():
            values = dict(zip(columns, row.split("\t"), strict=True))
            yield values["app"], values["name"]
