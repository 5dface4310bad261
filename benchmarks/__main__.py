"""``make bench``: every figure, or those named: core, filing, pages, search, worker, memory."""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks import place
from benchmarks.table import heading

SECTIONS = {
    "core": "core",
    "filing": "filing",
    "pages": "pages",
    "search": "search",
    "worker": "sweep",
    "memory": "memory",
}


def main(arguments: list[str]) -> int:
    unknown = [one for one in arguments if one not in SECTIONS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    place.django()
    heading("Calibration of this machine")
    _run("calibration")
    for name in arguments or SECTIONS:
        _run(SECTIONS[name])
    return 0


def _run(module: str) -> None:
    # Imported here, because models can only be imported once Django is ready.
    import_module(f"benchmarks.{module}").run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
