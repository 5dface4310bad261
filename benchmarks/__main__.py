"""``make bench``: every figure, or those named; then those of the database once more on a server of one's own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from benchmarks import place, servers
from benchmarks.table import heading

SECTIONS = {
    "core": "core",
    "filing": "filing",
    "pages": "pages",
    "search": "search",
    "worker": "sweep",
    "memory": "memory",
}
ON_OWN_SERVER = ("filing", "pages", "search", "worker")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of: {', '.join(SECTIONS)}")
    parser.add_argument("--own", type=Path, default=servers.DEBIAN, help="programs of the server of one's own")
    parser.add_argument("--server", choices=("embedded", "own", "both"), default="both")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.sections if name not in SECTIONS]:
        parser.error(f"unknown: {', '.join(unknown)}")
    sections = chosen.sections or list(SECTIONS)
    if place.OWN_PROGRAMS in os.environ:
        with place.server():
            _measure(sections)
        return 0
    if chosen.server != "own":
        _measure(sections)
    return 0 if chosen.server == "embedded" else _on_own_server(chosen.own, sections)


def _measure(sections: list[str]) -> None:
    place.django()
    heading("Calibration of this machine")
    _run("calibration")
    for name in sections:
        _run(SECTIONS[name])


def _on_own_server(programs: Path, sections: list[str]) -> int:
    """Measure once more in a process of its own, because settings are read once."""
    repeated = [name for name in sections if name in ON_OWN_SERVER]
    if not repeated:
        return 0
    heading(f"On a server of one's own, with its default settings ({programs})")
    if not (programs / "postgres").is_file():
        print("not measured: there is none; name another with --own FOLDER", flush=True)
        return 0
    environment = {**os.environ, place.OWN_PROGRAMS: str(programs)}
    return subprocess.run([sys.executable, "-m", "benchmarks", *repeated], env=environment, check=False).returncode


def _run(module: str) -> None:
    # Imported here, because models can only be imported once Django is ready.
    import_module(f"benchmarks.{module}").run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
