"""A rehearsal of a restore: the commands that an operator would type, on a database of their own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from upheld.cli import manifest
from upheld.config.env import PREFIX
from upheld.embedded import binaries, launch, maintenance
from upheld.embedded.models import MaintenanceRun

SCRATCH = "rehearsal-"
STEPS = (("restore",), ("check",), ("clocks", "rebuild", "--check"))


def run(options: dict[str, Any], file: Path) -> None:
    """Rehearse with ``file``, and note in the desk's database how it ended. Raises ClickException.

    The scratch database is an embedded one in the data folder: it needs no right on the desk's own server and takes
    nothing from it. It is removed in every case.
    """
    problem = _problem(options, file)
    detail = f"{file}: {problem}" if problem else str(file)
    maintenance.record(MaintenanceRun.Kind.REHEARSAL, succeeded=not problem, detail=detail, using="owner")
    if problem:
        raise click.ClickException(f"{file} cannot be relied on: {problem}")


def _problem(options: dict[str, Any], file: Path) -> str:
    """The words of the first step that fails, or nothing."""
    with scratch(options["data_dir"]) as folder:
        programs = _programs(options, file)
        with launch(folder / "postgres", programs=programs):
            for step in STEPS:
                arguments = [*step, str(file.resolve())] if step == ("restore",) else [*step]
                result = subprocess.run(
                    [sys.executable, "-m", "upheld", *arguments],
                    env=_environment(folder, programs),
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if result.returncode != 0:
                    return f"upheld {' '.join(step)}: {(result.stderr + result.stdout).strip()}"
    return ""


@contextmanager
def scratch(data_dir: Path) -> Iterator[Path]:
    """A temporary folder, locked while in use. Removes the folders that killed rehearsals left behind."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    for leftover in data_dir.glob(f"{SCRATCH}*"):
        with _locked(leftover) as free:
            if free:
                shutil.rmtree(leftover, ignore_errors=True)
    making = tempfile.TemporaryDirectory(prefix=SCRATCH, dir=data_dir, ignore_cleanup_errors=True)
    with making as name, _locked(Path(name)):
        yield Path(name)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Try to lock the folder until the end of the block. Yields whether that worked."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _programs(options: dict[str, Any], file: Path) -> Path | None:
    """The folder of a server of the version that the file was saved from; None for the default."""
    contents = manifest.read(file)
    for candidate in binaries.available(None):
        if contents and candidate.major == contents.server:
            return candidate.folder
    setting: Path | None = options["pg_bin"]
    return setting if setting and binaries.version(setting) is not None else None


def _environment(folder: Path, programs: Path | None) -> dict[str, str]:
    """A plain installation in ``folder``: of the settings, only the key is the desk's own."""
    from django.conf import settings

    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ |= {"UPHELD_DATA_DIR": str(folder), "UPHELD_SECRET_KEY": settings.SECRET_KEY}
    return environ | ({"UPHELD_PG_BIN": str(programs)} if programs else {})
