"""``make bench``: every figure, or those named: core, filing, pages, search, worker, memory."""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks import calibration, core, filing, memory, pages, search, sweep
from benchmarks.table import heading

SECTIONS: dict[str, Callable[[], None]] = {
    "core": core.run,
    "filing": filing.run,
    "pages": pages.run,
    "search": search.run,
    "worker": sweep.run,
    "memory": memory.run,
}


def main(arguments: list[str]) -> int:
    unknown = [one for one in arguments if one not in SECTIONS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known are {', '.join(SECTIONS)}", file=sys.stderr)
        return 2
    heading("Calibration of this machine")
    calibration.run()
    for name in arguments or SECTIONS:
        SECTIONS[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
