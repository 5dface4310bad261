"""Make .venv fit the pinned requirements. Standard library only; safe to run again, in a moment.

    python3 scripts/setup.py server|test|docs

Anything missing on the machine is named, with what would help. The syntax stays old on purpose, so
that an old Python can say that it is too old.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from typing import Iterator

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.realpath(os.path.join(ROOT, ".venv"))  # a link leads to an environment that is kept, not cleared
PYTHON = os.path.join(VENV, "bin", "python")
SETS = ("server", "test", "docs")  # each contains the one before
OLDEST = (3, 11)
COMMAND = """#!/bin/sh
'''exec' "$(dirname "$(readlink -f "$0")")/python" "$(readlink -f "$0")" "$@"
' '''
import sys
from upheld.cli import main
sys.exit(main())
"""


def main(arguments: list[str]) -> int:
    chosen = arguments[0] if arguments else "server"
    if chosen not in SETS:
        return fail(f"unknown set “{chosen}”; one of: {', '.join(SETS)}")
    if sys.version_info[:2] < OLDEST:
        return with_newer_python(arguments)
    with one_at_a_time():
        if not usable():
            make_venv()
        if not fits(chosen):
            install(chosen)
    return 0


def with_newer_python(arguments: list[str]) -> int:
    """Hand over to a newer Python, if there is one beside this."""
    for minor in (14, 13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, os.path.abspath(__file__), *arguments])
    return fail(
        f"Python 3.11 or newer is needed; this is {version()} ({sys.executable}).\n"
        "Install a newer one, or say where it is: make PYTHON=/path/to/python3.12 …"
    )


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two runs of make at once must not build the same folder twice."""
    os.makedirs(os.path.join(ROOT, ".cache"), exist_ok=True)
    with open(os.path.join(ROOT, ".cache", "setup.lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def usable() -> bool:
    """Whether .venv is there, runs, has not been moved, and its Python is new enough."""
    question = f"import sys, pip; print(sys.version_info[:2] >= {OLDEST}, sys.prefix)"
    try:
        result = subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, check=False)
    except OSError:
        return False
    moved = read(os.path.join(VENV, "upheld-home")) not in ("", VENV)  # its scripts name the old place
    return result.stdout.decode().rstrip("\n") == f"True {VENV}" and not moved


def make_venv() -> None:
    say(f"making .venv with Python {version()}")
    for attempt in (by_ensurepip, by_virtualenv, by_pip):
        if attempt() and usable():
            return
    raise SystemExit(
        fail(
            "this Python cannot make a virtual environment with pip in it. One of these helps:\n"
            "  Debian, Ubuntu:  apt-get install -y python3-venv\n"
            f"  elsewhere:       {sys.executable} -m pip install virtualenv"
        )
    )


def by_ensurepip() -> bool:
    return works("-c", "import ensurepip") and works("-m", "venv", "--clear", VENV)


def by_virtualenv() -> bool:
    return works("-c", "import virtualenv") and works("-m", "virtualenv", "-q", "--clear", VENV)


def by_pip() -> bool:
    """A pip of the system can put pip into an environment made without."""
    return (
        works("-m", "pip", "--version")
        and works("-m", "venv", "--clear", "--without-pip", VENV)
        and works("-m", "pip", "--python", PYTHON, "install", "-q", "pip")
    )


def works(*arguments: str) -> bool:
    return subprocess.run([sys.executable, *arguments], capture_output=True, check=False).returncode == 0


def fits(chosen: str) -> bool:
    """Whether this set, or a larger one, is installed as it is pinned now."""
    return any(read(stamp(name)) == fingerprint(name) for name in SETS[SETS.index(chosen) :])


def requirements(name: str) -> str:
    return os.path.join(ROOT, "requirements", f"{name}.txt")


def stamp(name: str) -> str:
    return os.path.join(VENV, f"upheld-{name}.sha256")


def fingerprint(name: str) -> str:
    digest = hashlib.sha256()
    for path in (requirements(name), os.path.abspath(__file__)):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read(path: str) -> str:
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return ""


def install(name: str) -> None:
    count = sum("==" in line for line in read(requirements(name)).splitlines())
    say(f"installing {count} pinned packages ({name})")
    pip = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-input",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
    ]
    pip += ["--root-user-action", "ignore", "--require-hashes", "--only-binary", ":all:", "-r", requirements(name)]
    started = time.monotonic()
    with heartbeat(started):
        result = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode:
        sys.stderr.write(result.stdout.decode(errors="replace"))
        raise SystemExit(fail("pip could not install them; its words stand above. Is the package index reachable?"))
    link_source()
    with open(stamp(name), "w") as file:
        file.write(fingerprint(name))
    say(f"installed in {time.monotonic() - started:.0f} s")


@contextlib.contextmanager
def heartbeat(started: float) -> Iterator[None]:
    """A line now and then, so that a slow download does not look like a hang."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(15):
            say(f"still installing ({time.monotonic() - started:.0f} s)")

    threading.Thread(target=beat, daemon=True).start()
    yield
    over.set()


def link_source() -> None:
    """Make the checkout importable in .venv, and `upheld` a command there."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = subprocess.check_output([PYTHON, "-I", "-c", question]).decode().strip()
    with open(os.path.join(folder, "upheld-checkout.pth"), "w") as file:
        file.write(os.path.join(ROOT, "src") + "\n")
    command = os.path.join(VENV, "bin", "upheld")
    with open(command, "w") as file:
        file.write(COMMAND)
    os.chmod(command, 0o755)
    with open(os.path.join(VENV, "upheld-home"), "w") as file:
        file.write(VENV)


def version() -> str:
    return ".".join(str(part) for part in sys.version_info[:3])


def say(text: str) -> None:
    sys.stderr.write(f"upheld: {text}\n")
    sys.stderr.flush()


def fail(text: str) -> int:
    say(text)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
