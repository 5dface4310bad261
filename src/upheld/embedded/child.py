"""Run a program as the right user, so that it ends when its parent does. Standard library only.

    child.py IDENTITY WATCH PARENT PROGRAM [ARGUMENT…]

IDENTITY  self: as we are; namespace: in a user namespace, mapped to nobody, so that a program that
          refuses to run as root accepts it while files keep their owner; nobody: as that user.
WATCH     none; signal: the kernel sends SIGINT when the parent ends; pipe: we stay in between and
          send SIGINT when standard input closes.
PARENT    the parent's pid.

It is a program of its own because what it does is unsafe between fork and exec of a process that
has threads, and because a change of user clears the death signal, so that the order matters.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
NOBODY = 65534
ORPHANED = 75


def main(arguments: list[str]) -> int:
    """Run the program and return its exit code; does not return where the program replaces this process."""
    identity, watch, parent, *command = arguments
    os.umask(0o077)
    {"self": _stay, "namespace": enter_namespace, "nobody": _become_nobody}[identity]()
    if watch == "pipe":
        return _watch(command)
    if watch == "signal" and not _die_with(int(parent)):
        return ORPHANED
    os.execv(command[0], command)  # never returns
    return ORPHANED


def _die_with(parent: int) -> bool:
    """Request a signal at the parent's death; False if the parent is dead already."""
    _call("prctl", PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
    return os.getppid() == parent


def _stay() -> None:
    """Keep the current user."""


def enter_namespace() -> None:
    """Become nobody within a new user namespace; outside it nothing changes."""
    user, group = os.geteuid(), os.getegid()
    _call("unshare", CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {user} 1"), ("gid_map", f"{NOBODY} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)


def _become_nobody() -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def _watch(command: list[str]) -> int:
    program = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT):
        signal.signal(number, lambda received, _frame: program.send_signal(received))
    signal.signal(signal.SIGCHLD, lambda *_: os._exit(_code(program)) if program.poll() is not None else None)
    while program.poll() is None and os.read(0, 1):
        pass
    if program.poll() is None:
        program.send_signal(signal.SIGINT)
    program.wait()
    return _code(program)


def _code(program: subprocess.Popen[bytes]) -> int:
    code = program.returncode
    return 128 - code if code < 0 else code


def _call(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
