"""Saves a whole database to one file, and restores it.

The file is pg_dump's custom format, then a line that says what is in it (`manifest`) and a last line by which a file
that lost or changed a byte is known (`seal`); pg_restore reads it as it is. It holds every table, attachments and
ledger among them; it does not hold the secret key, the settings or mail that lies in files. Both directions work as
the owner of the tables, through row security, with everything in view.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from upheld.cli import manifest, seal, unfinished
from upheld.cli.manifest import Manifest
from upheld.database import SETTING, belongings
from upheld.database.row_security import EVERYTHING
from upheld.embedded import identity
from upheld.embedded.binaries import Binaries

SINCE_17 = b"SET transaction_timeout = 0;\n"
"""A statement of newer programs that servers before 17 refuse. It changes nothing here: it is the default."""

COPY = re.compile(rb'COPY public\.("?)(?P<table>\w+)\1 .*FROM stdin;\n')
PASSED_ON = frozenset({
    "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslnegotiation", "target_session_attrs",
    "channel_binding", "require_auth", "requirepeer", "gssencmode", "krbsrvname", "hostaddr", "passfile",
    "load_balance_hosts"
})  # fmt: skip
"""Connection parameters that PostgreSQL's programs read from environment variables."""

DESK_ONLY = ("--schema=public", "--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions")
"""Extensions, other schemas and replication belong to whoever runs the server: no backup of ours holds them, and
nothing of them is brought back from files of earlier versions that do."""


class CannotSave(Exception):
    """The database could not be saved."""


class CannotRestore(Exception):
    """The database could not be brought back; it is as it was before."""


def save(
    place: dict[str, Any],
    clients: Binaries,
    target: Path,
    *,
    snapshot: str,
    contents: Manifest,
    strangers: Iterable[str] = (),
) -> None:
    """Write the desk in ``place`` (Django's settings of the owner's connection) to ``target`` and read it back.

    ``contents`` says what the exported ``snapshot`` holds; a file that holds anything else is no backup. ``strangers``
    are relations beside the desk, which are left out. The file appears under its name only when it is whole and
    verified, readable by its owner only. Raises CannotSave, and CannotWrite where there can be no such file.
    """
    options = ["--format=custom", "--enable-row-security", "--lock-wait-timeout=60s", f"--snapshot={snapshot}"]
    left_out = [f"--exclude-table=public.{name}" for name in strangers]
    program = [str(clients.program("pg_dump")), *options, *DESK_ONLY, *left_out]
    with unfinished.new_file(target) as (draft, file):
        # pg_dump ends with this process, so that it does not go on writing to the file.
        command = identity.command("self", "signal", program)
        result = subprocess.run(command, env=environment(place), stdout=file, stderr=subprocess.PIPE, check=False)
        if result.returncode != 0:
            raise CannotSave(result.stderr.decode("utf-8", "replace").strip())
        manifest.append(draft, contents)
        seal.append(draft)
        _verify(clients, draft)


def _verify(clients: Binaries, file: Path) -> None:
    """Raises CannotSave unless the file can be read to its end and holds the rows that its manifest names."""
    try:
        contents = verify(clients, file)
    except CannotRestore as error:
        raise CannotSave(str(error)) from error
    if not contents or not contents.rows:
        raise CannotSave("there are no tables to save; run upheld migrate first")


def verify(clients: Binaries, file: Path) -> Manifest | None:
    """Read a file to its end; its manifest, whose rows are those in it. Raises CannotRestore."""
    _refuse_damaged(file)
    contents = manifest.read(file)
    rows = count_rows(clients, file)
    if contents is None:
        return None
    for table, count in contents.rows.items():
        if rows.get(table, 0) != count:
            raise CannotRestore(f"{file} holds {rows.get(table, 0)} rows of {table}; the database had {count}")
    return contents


def _refuse_damaged(file: Path) -> None:
    if not seal.holds(file):
        raise CannotRestore(f"{file} is not a whole saved database: bytes of it are missing or changed")


def server_of(clients: Binaries, file: Path) -> int:
    """The major version of the programs that wrote ``file``, which may lack a manifest. Raises CannotRestore."""
    result = subprocess.run(
        [str(clients.program("pg_restore")), "--list", str(file)], capture_output=True, text=True, check=False
    )
    match = re.search(r"Dumped by pg_dump version: (\d+)", result.stdout)
    if result.returncode != 0 or match is None:
        raise CannotRestore(f"{file} is not a whole saved database: {result.stderr.strip() or 'no tables in it'}")
    return int(match[1])


def count_rows(clients: Binaries, file: Path) -> Counter[str]:
    """The rows of every table in the archive, counted as they would be restored. Raises CannotRestore."""
    rows: Counter[str] = Counter()
    table = ""
    with tempfile.TemporaryFile() as errors:
        reader = subprocess.Popen(_script(clients, file), stdout=subprocess.PIPE, stderr=errors)
        assert reader.stdout
        for line in reader.stdout:
            if table:
                rows[table] += line != b"\\.\n"
                table = "" if line == b"\\.\n" else table
            elif match := COPY.fullmatch(line):
                table = match["table"].decode()
                rows[table] += 0
        if reader.wait() != 0:
            raise CannotRestore(f"{file} cannot be read back: {_text(errors)}")
    return rows


def restore(place: dict[str, Any], clients: Binaries, source: Path, *, server: int) -> None:
    """Put the saved database in place of what is there: all or nothing, in one transaction.

    ``server`` is the major version of the server in ``place``. The commit is sent only after pg_restore has ended
    well, so a file that breaks off changes nothing. Raises CannotRestore.
    """
    _refuse_damaged(source)
    psql = [str(clients.program("psql")), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
    # Their errors go to files: a full pipe would block the programs, and this process with them.
    with tempfile.TemporaryFile() as problem, tempfile.TemporaryFile() as refusal:
        reader = subprocess.Popen(_script(clients, source), stdout=subprocess.PIPE, stderr=problem)
        writer = subprocess.Popen(psql, env=environment(place), stdin=subprocess.PIPE, stderr=refusal)
        if not _pour(reader, writer, server):
            words = _text(refusal) or _text(problem) or "the programs ended without a word"
            raise CannotRestore(f"nothing was changed: {words}")


def _script(clients: Binaries, source: Path) -> list[str]:
    return [str(clients.program("pg_restore")), *DESK_ONLY, "--file=-", str(source)]


def _text(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace").strip()


def _pour(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes], server: int) -> bool:
    """Run the script between BEGIN and COMMIT. Returns whether all went well."""
    assert writer.stdin
    try:
        writer.stdin.write(b"BEGIN;\n" + belongings.CLEAR.encode())
        for line in _lines(reader, server):
            writer.stdin.write(line)
        if reader.wait() == 0:
            writer.stdin.write(b"\nCOMMIT;\n")
        writer.stdin.close()
    except BrokenPipeError:
        reader.kill()
    return writer.wait() == 0 and reader.wait() == 0


def _lines(reader: subprocess.Popen[bytes], server: int) -> Iterator[bytes]:
    """The script without statements that ``server`` does not know; they stand before the first table only."""
    assert reader.stdout
    for line in reader.stdout:
        if server >= 17 or line != SINCE_17:
            yield line
        else:
            break
    yield from reader.stdout


def environment(place: dict[str, Any]) -> dict[str, str]:
    """What PostgreSQL's programs need to connect; passwords are not shown on a command line."""
    options = {name: str(value) for name, value in place["OPTIONS"].items() if name in PASSED_ON}
    variables = {
        "PGDATABASE": place["NAME"],
        "PGUSER": place["USER"],
        "PGPASSWORD": place["PASSWORD"],
        "PGHOST": place["HOST"],
        "PGPORT": str(place["PORT"] or ""),
        "PGOPTIONS": f"-c {SETTING}={EVERYTHING} -c statement_timeout=0",
        **{f"PG{name.upper().replace('_', '')}": value for name, value in options.items()},
    }
    return os.environ | {name: value for name, value in variables.items() if value}
