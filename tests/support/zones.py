"""Another release of the time zone database: a real package beside the installed one, with other rules in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.db import connection

from support.processes import SOURCE

INSTALLED = version("tzdata")
ADOPT = """
import json, os, signal, sys
from datetime import datetime
import django
django.setup()
from django.db import connection, connections
from upheld.clocks.zone_releases import adopt_release
from upheld.database import row_security
from upheld.contracts.packages import TIME_ZONES, release_of
from upheld.ledger.operations import recording_at
given = json.loads(sys.argv[1])
connections["default"].settings_dict.update(given["database"])
done = 0
def count(execute, *arguments):
    global done
    done += 1
    if done == given["killed_at"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(*arguments)
row_security.enter(None)
with connection.execute_wrapper(count), recording_at():
    now = datetime.fromisoformat(given["now"])
    moves = list(adopt_release(release=release_of(TIME_ZONES), now=now, batch=given["batch"]))
print(json.dumps({"moves": [one.ticket_id for one in moves], "statements": done}))
"""


def release(folder: Path, *, name: str, **rules: str) -> Path:
    """A folder that, first on the path, is the release ``name``; ``rules`` are zones and whose they get.

    A zone is named with ``__`` for ``/``. Everything else in it is the installed package as it is.
    """
    package = Path(str(files("tzdata")))
    shutil.copytree(package, folder / "tzdata", ignore=shutil.ignore_patterns("__pycache__"))
    about = folder / f"tzdata-{name}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tzdata\nVersion: {name}\n", encoding="utf-8")
    for zone, other in rules.items():
        shutil.copy(package / "zoneinfo" / other, folder / "tzdata" / "zoneinfo" / zone.replace("__", "/"))
    return folder


def adopt(folder: Path, now: datetime, *, killed_at: int = 0, batch: int = 0) -> dict[str, Any] | None:
    """Adopt a release in a process of its own, ticket by ticket where it is to be killed; what it says, if it lived."""
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT")}
    given = {
        "database": database,
        "now": now.isoformat(),
        "killed_at": killed_at,
        "batch": batch or (1 if killed_at else 500),
    }
    path = os.pathsep.join([str(folder), str(SOURCE), str(SOURCE.parent / "tests")])
    done = subprocess.run(
        [sys.executable, "-c", ADOPT, json.dumps(given)],
        env=os.environ | {"PYTHONPATH": path, "DJANGO_SETTINGS_MODULE": "upheld_test_settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode == -signal.SIGKILL:
        return None
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found
