"""The tests' PostgreSQL: one for a whole run, kept in .cache for the next.

Runs side by side take different folders. Under xdist the controller owns the server, because it
outlives every worker; they find it through the environment.
"""

from __future__ import annotations

import os
from pathlib import Path

from upheld.embedded import Server, binaries, launch

FOLDER = "TESTS_POSTGRES"
PROGRAMS = "TESTS_PG_BIN"
"""Folder of another PostgreSQL's programs (15 to 18) to run the tests on; its data stands apart."""
MOST_RUNS = 16


def start(cache: Path) -> Server:
    """A server of this run's own, in the first folder that no other run uses."""
    programs = _programs()
    name = f"postgres{binaries.version(programs) or ''}" if programs else "postgres"
    for number in range(MOST_RUNS):
        server = launch(cache / f"{name}-{number}", programs=programs, durable=False)
        if server.owned:
            os.environ[FOLDER] = str(server.layout.root)
            return server
    raise RuntimeError(f"{MOST_RUNS} test runs are under way already; let one finish")


def join() -> Server | None:
    """The server that this run's controller started, if there is one."""
    folder = os.environ.get(FOLDER)
    return launch(Path(folder), programs=_programs(), durable=False) if folder else None


def _programs() -> Path | None:
    return Path(os.environ[PROGRAMS]) if PROGRAMS in os.environ else None
