"""A process that holds a database: starts or joins the server on a folder, says so, and waits.

    python holder.py FOLDER [--thread] [--fork] [--programs FOLDER]

Prints one line of JSON; ends the server when standard input closes. Killed, it ends nothing itself.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from upheld.embedded import Server, launch
from upheld.embedded.errors import CannotStart
from upheld.embedded.lock import running


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--thread", action="store_true")
    parser.add_argument("--fork", action="store_true", help="leave a forked child behind that does nothing")
    parser.add_argument("--programs", type=Path)
    options = parser.parse_args()
    started: list[Server] = []

    def start() -> None:
        started.append(launch(options.folder, programs=options.programs))

    try:
        if options.thread:
            thread = threading.Thread(target=start)
            thread.start()
            thread.join()
        else:
            start()
    except CannotStart as error:
        print(json.dumps({"error": str(error)}), flush=True)
        return 1
    (server,) = started
    server.when_lost(lambda: print(json.dumps({"lost": True}), flush=True)) if not server.owned else None
    found = running(server.layout)
    said = {"owned": server.owned, "url": server.owner_url, "pid": found.pid if found else 0}
    print(json.dumps(said | {"fork": forked() if options.fork else 0}), flush=True)
    sys.stdin.read()
    server.stop()
    return 0


def forked() -> int:
    child = os.fork()
    while child == 0:
        signal.pause()
    return child


if __name__ == "__main__":
    sys.exit(main())
