"""Scripts of the documentation, run by a shell in which ``upheld`` is a command."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from support.processes import environment


def run(script: str, folder: Path, **variables: str) -> str:
    """What a script prints, run in ``folder`` with further environment variables; it must end well."""
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=folder,
        env=surroundings(folder, **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def surroundings(folder: Path, **variables: str) -> dict[str, str]:
    """An environment in which ``upheld`` is a command; it lies in ``folder``."""
    program = folder / "bin" / "upheld"
    if not program.exists():
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m upheld "$@"\n')
        program.chmod(0o755)
    return environment(PATH=f"{program.parent}:{os.environ['PATH']}", **variables)
