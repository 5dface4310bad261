"""Another release of the time zone database: a real package beside the installed one, with other rules in it."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

INSTALLED = version("tzdata")


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
