"""Make .venv fit the pinned requirements. Standard library only; safe to run again, in a moment.

    python3 scripts/setup.py server|test|docs

Anything missing on the machine is named, with what would help. The syntax stays old on purpose, so
that an old Python can say that it is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
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


def main(arguments):
    wanted = arguments[0] if arguments else "server"
    if wanted not in SETS:
        return fail("unknown set “%s”; one of: %s" % (wanted, ", ".join(SETS)))
    if sys.version_info[:2] < OLDEST:
        return with_newer_python(arguments)
    with one_at_a_time():
        if not usable():
            make_venv()
        if not fits(wanted):
            install(wanted)
    return 0


def with_newer_python(arguments):
    """Hand over to a newer Python, if there is one beside this."""
    for minor in (14, 13, 12, 11):
        other = shutil.which("python3.%d" % minor)
        if other:
            os.execv(other, [other, os.path.abspath(__file__)] + arguments)
    return fail(
        "Python 3.11 or newer is needed; this is %d.%d (%s).\n"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
        + "Install a newer one, or say where it is: make PYTHON=/path/to/python3.12 …"
    )


class one_at_a_time:
    """Two runs of make at once must not build the same folder twice."""

    def __enter__(self):
        os.makedirs(os.path.join(ROOT, ".cache"), exist_ok=True)
        self.file = open(os.path.join(ROOT, ".cache", "setup.lock"), "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def usable():
    """Whether .venv is there, runs, has not been moved, and its Python is new enough."""
    question = "import sys, pip; print(sys.prefix, sys.version_info[:2] >= %r)" % (OLDEST,)
    try:
        said = subprocess.run([PYTHON, "-I", "-c", question], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return False
    return said.stdout.decode().split() == [VENV, "True"] if " " not in VENV else said.returncode == 0


def make_venv():
    say("making .venv with Python %d.%d.%d" % sys.version_info[:3])
    for attempt in (by_ensurepip, by_virtualenv, by_pip):
        if attempt() and usable():
            return
    raise SystemExit(
        fail(
            "This Python cannot make a virtual environment with pip in it. One of these helps:\n"
            "  Debian, Ubuntu:  apt-get install -y python3-venv\n"
            "  elsewhere:       %s -m pip install virtualenv" % sys.executable
        )
    )


def by_ensurepip():
    return works("-c", "import ensurepip") and works("-m", "venv", "--clear", VENV)


def by_virtualenv():
    return works("-c", "import virtualenv") and works("-m", "virtualenv", "-q", "--clear", VENV)


def by_pip():
    """A pip of the system can put pip into an environment made without."""
    return (
        works("-m", "pip", "--version")
        and works("-m", "venv", "--clear", "--without-pip", VENV)
        and works("-m", "pip", "--python", PYTHON, "install", "-q", "pip")
    )


def works(*arguments):
    done = subprocess.run((sys.executable,) + arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return done.returncode == 0


def requirements(name):
    return os.path.join(ROOT, "requirements", name + ".txt")


def stamp(name):
    return os.path.join(VENV, "upheld-%s.sha256" % name)


def fingerprint(name):
    digest = hashlib.sha256()
    for path in (requirements(name), os.path.abspath(__file__)):
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def fits(wanted):
    """Whether this set, or a larger one, is installed as it is pinned now."""
    return any(read(stamp(name)) == fingerprint(name) for name in SETS[SETS.index(wanted) :])


def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return ""


def install(wanted):
    with open(requirements(wanted)) as file:
        count = sum("==" in line for line in file)
    say("installing %d pinned packages (%s)" % (count, wanted))
    pip = [PYTHON, "-m", "pip", "install", "-q", "--no-input", "--disable-pip-version-check", "--no-deps"]
    pip += ["--root-user-action", "ignore", "--require-hashes", "--only-binary", ":all:", "-r", requirements(wanted)]
    started = time.time()
    with heartbeat(started):
        code = subprocess.call(pip)
    if code:
        raise SystemExit(fail("pip ended with %d; its message stands above. Is the package index reachable?" % code))
    link_source()
    with open(stamp(wanted), "w") as file:
        file.write(fingerprint(wanted))
    say("installed in %.0f s" % (time.time() - started))


class heartbeat:
    """A line now and then, so that a slow download does not look like a hang."""

    def __init__(self, started):
        self.started, self.over = started, threading.Event()

    def __enter__(self):
        threading.Thread(target=self.beat, daemon=True).start()

    def beat(self):
        while not self.over.wait(15):
            say("still installing (%.0f s)" % (time.time() - self.started))

    def __exit__(self, *_):
        self.over.set()


def link_source():
    """Make the checkout importable in .venv, and `upheld` a command there."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = subprocess.check_output([PYTHON, "-I", "-c", question]).decode().strip()
    with open(os.path.join(folder, "upheld-checkout.pth"), "w") as file:
        file.write(os.path.join(ROOT, "src") + "\n")
    command = os.path.join(VENV, "bin", "upheld")
    with open(command, "w") as file:
        file.write(COMMAND)
    os.chmod(command, 0o755)


def say(text):
    sys.stderr.write("upheld: %s\n" % text)
    sys.stderr.flush()


def fail(text):
    say(text)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
