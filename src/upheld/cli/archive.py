"""A whole database as one file, and back.

The file is pg_dump's custom format with a last line of ours, by which a file that lost or changed a
byte is known; pg_restore reads it as it is. It holds every table, attachments and ledger among them; it does
not hold the secret key, the settings or mail that lies in files. Both directions work as the owner
of the tables, through row security, with everything in view.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from upheld.cli import seal
from upheld.common.database import SETTING
from upheld.common.postgres import NoBinaries, binaries
from upheld.common.scope import EVERYTHING

BLOCK = 1 << 20


class CannotSave(Exception):
    """The database could not be saved."""


class CannotRestore(Exception):
    """The database could not be brought back; it is as it was before."""


def programs(setting: Path | None, *, server_major: int) -> binaries.Binaries:
    """pg_dump, pg_restore and psql that are at least as new as the server. Raises NoBinaries."""
    names = ("pg_dump", "pg_restore", "psql")
    for found in binaries.available(setting):
        if found.major >= server_major and all(found.has(name) for name in names):
            return found
    raise NoBinaries(
        f"pg_dump, pg_restore and psql of PostgreSQL {server_major} or newer are needed; "
        "install PostgreSQL's client programs and set UPHELD_PG_BIN to their folder"
    )


def save(place: dict[str, Any], found: binaries.Binaries, target: Path) -> None:
    """Write everything in ``place`` (Django's settings of the owner's connection) to ``target``.

    The file appears under its name only when it is whole, readable by its owner only.
    """
    unfinished = target.with_name(target.name + ".unfinished")
    arguments = ["--format=custom", "--no-owner", "--no-privileges", "--enable-row-security", "--lock-wait-timeout=60s"]
    try:
        with open(unfinished, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            command = [str(found.program("pg_dump")), *arguments]
            done = subprocess.run(command, env=environment(place), stdout=file, stderr=subprocess.PIPE, check=False)
            if done.returncode != 0:
                raise CannotSave(done.stderr.decode("utf-8", "replace").strip())
            file.flush()
            seal.put(unfinished)
            os.fsync(file.fileno())
        _see_whole(found, unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _see_whole(found: binaries.Binaries, file: Path) -> None:
    try:
        listing(found, file)
    except CannotRestore as error:
        raise CannotSave("nothing could be read back; is the database empty? Run upheld migrate first.") from error


def listing(found: binaries.Binaries, source: Path) -> str:
    """The table of contents of a saved database. Raises CannotRestore where the file is not one."""
    command = [str(found.program("pg_restore")), "--list", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or "TABLE" not in done.stdout:
        raise CannotRestore(f"{source} is not a whole saved database: {done.stderr.strip() or 'no tables in it'}")
    return done.stdout


def restore(place: dict[str, Any], found: binaries.Binaries, source: Path) -> None:
    """Put the saved database in place of what is there: all or nothing, in one transaction.

    The commit is sent only after pg_restore has ended well, so a file that breaks off changes nothing.
    """
    if not seal.holds(source):
        raise CannotRestore(f"{source} is not a whole saved database: bytes of it are missing or changed")
    listing(found, source)
    psql = [str(found.program("psql")), "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
    reader = subprocess.Popen(
        [str(found.program("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    writer = subprocess.Popen(psql, env=environment(place), stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    problem = _pour(reader, writer)
    if problem:
        raise CannotRestore(f"nothing was changed: {problem}")


def _pour(reader: subprocess.Popen[bytes], writer: subprocess.Popen[bytes]) -> str:
    """The problem, or nothing. The script runs between BEGIN and COMMIT."""
    assert reader.stdout
    assert reader.stderr
    assert writer.stdin
    assert writer.stderr
    try:
        writer.stdin.write(b"BEGIN;\nDROP OWNED BY CURRENT_USER CASCADE;\n")
        while block := reader.stdout.read(BLOCK):
            writer.stdin.write(block)
        if reader.wait() == 0:
            writer.stdin.write(b"\nCOMMIT;\n")
        writer.stdin.close()
    except BrokenPipeError:
        reader.kill()
    said = writer.stderr.read().decode("utf-8", "replace").strip()
    read_said = reader.stderr.read().decode("utf-8", "replace").strip()
    if writer.wait() == 0 and reader.wait() == 0:
        return ""
    return said or read_said or "the programs ended without a word"


def environment(place: dict[str, Any]) -> dict[str, str]:
    """What PostgreSQL's programs need to connect; passwords are not shown on a command line."""
    extra = {"sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs", "channel_binding"}
    given = {
        "PGDATABASE": place["NAME"],
        "PGUSER": place["USER"],
        "PGPASSWORD": place["PASSWORD"],
        "PGHOST": place["HOST"],
        "PGPORT": str(place["PORT"] or ""),
        "PGOPTIONS": f"-c {SETTING}={EVERYTHING} -c statement_timeout=0",
        **{f"PG{key.upper().replace('_', '')}": str(place["OPTIONS"][key]) for key in extra & place["OPTIONS"].keys()},
    }
    return os.environ | {name: value for name, value in given.items() if value}
