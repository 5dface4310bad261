"""A rehearsal of a restore: the commands that an operator would type, on a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from upheld.cli import manifest
from upheld.common import maintenance
from upheld.common.models import MaintenanceRun
from upheld.common.postgres import binaries, launch
from upheld.config.env import PREFIX

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
    options["data_dir"].mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=options["data_dir"], ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = _programs(options, file)
        with launch(folder / "postgres", programs=programs):
            for step in STEPS:
                arguments = [*step, str(file.resolve())] if step == ("restore",) else [*step]
                done = subprocess.run(
                    [sys.executable, "-m", "upheld", *arguments],
                    env=_environment(folder, programs),
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    check=False,
                )
                if done.returncode != 0:
                    return f"upheld {' '.join(step)}: {(done.stderr + done.stdout).strip()}"
    return ""


def _programs(options: dict[str, Any], file: Path) -> Path | None:
    """The folder of a server of the version that the file was saved from, where there is one; None: the usual one."""
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
