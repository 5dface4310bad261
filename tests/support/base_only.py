"""Run ``upheld`` as in an installation that has only the base requirements.

    python base_only.py REQUIREMENTS ARGUMENT…

Whatever belongs to another package than those pinned in the file cannot be imported.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)


class OnlyBase(MetaPathFinder):
    """Finds nothing, but refuses what another package brought."""

    def __init__(self, requirements: Path) -> None:
        pinned = {_plain(name) for name in PIN.findall(requirements.read_text(encoding="utf-8"))}
        self.barred = {
            module
            for module, owners in packages_distributions().items()
            if module != "upheld" and not pinned & {_plain(owner) for owner in owners}
        }

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] in self.barred:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.meta_path.insert(0, OnlyBase(Path(sys.argv[1])))
    from upheld.cli import main

    sys.exit(main(sys.argv[2:]))
