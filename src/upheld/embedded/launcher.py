"""Starts the embedded server, or joins a running one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import psycopg

from upheld.embedded import binaries, cluster, identity, lock, process, roles
from upheld.embedded.errors import CannotStart
from upheld.embedded.layout import APP_ROLE, DATABASE, OWNER_ROLE, SUPERUSER, Layout

JOIN_WITHIN = 90.0


class Server:
    """A running embedded server, owned (we are its parent) or joined."""

    def __init__(self, layout: Layout, programs: binaries.Binaries, *, owner: OwnedProcess | None) -> None:
        self.layout = layout
        self.binaries = programs
        self._owner = owner

    @property
    def owned(self) -> bool:
        return self._owner is not None

    @property
    def app_url(self) -> str:
        return self.layout.url(APP_ROLE)

    @property
    def owner_url(self) -> str:
        return self.layout.url(OWNER_ROLE)

    def admin_url(self, database: str = DATABASE) -> str:
        """As the superuser, for making databases; nothing but tests and repairs should need it."""
        return self.layout.url(SUPERUSER, database)

    @property
    def alive(self) -> bool:
        return lock.running(self.layout) is not None

    def when_lost(self, then: Callable[[], None]) -> None:
        """Call ``then`` from another thread when the process that owns the server has ended."""
        lock.when_released(self.layout.lock, then)

    def revive(self) -> None:
        """Start the server again after it died; for its owner."""
        if self._owner is None:
            raise CannotStart("only the process that owns the server can start it again")
        self._owner.start()

    def stop(self) -> None:
        """End the server if we own it; a joined server goes on."""
        if self._owner is not None:
            self._owner.stop()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


class OwnedProcess:
    """The server process and the lock that goes with it."""

    def __init__(
        self,
        layout: Layout,
        programs: binaries.Binaries,
        account: identity.Identity,
        owner_lock: lock.OwnerLock,
        *,
        durable: bool,
    ) -> None:
        self._layout, self._binaries, self._account = layout, programs, account
        self._owner_lock, self._durable = owner_lock, durable
        self._process: process.Process | None = None
        self._parent = os.getpid()

    def start(self) -> None:
        self._process = process.start(self._layout, self._binaries, self._account, durable=self._durable)

    def stop(self) -> None:
        if self._process is not None and os.getpid() == self._parent:
            process.stop(self._process)
            self._process = None
            self._forget_short_socket()
        self._owner_lock.release()

    def _forget_short_socket(self) -> None:
        folder = self._layout.sockets
        if folder.parent != self._layout.home and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def launch(root: Path, *, programs: Path | None = None, durable: bool = True) -> Server:
    """Start the server of the folder ``root``, or join it if another process owns it.

    ``durable=False`` trades safety against power loss for speed; for tests only.
    Raises CannotStart (NoBinaries, WrongMajor) with what would help.
    """
    layout = Layout(root.absolute())
    owner_lock = _prepare(layout)
    until = time.monotonic() + JOIN_WITHIN
    while not owner_lock.acquire():
        if (joined := _join(layout, programs)) is not None:
            return joined
        if time.monotonic() > until:
            raise CannotStart(f"another process holds {layout.lock}, but its server cannot be reached")
        time.sleep(0.02)
    try:
        return _own(layout, programs, owner_lock, durable=durable)
    except BaseException:
        owner_lock.release()
        raise


def _prepare(layout: Layout) -> lock.OwnerLock:
    try:
        layout.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        owner_lock = lock.OwnerLock(layout.lock)
        with open(layout.lock, "ab"):
            return owner_lock
    except OSError as error:
        raise CannotStart(
            f"the folder {layout.root} cannot be used ({error.strerror}); "
            "set UPHELD_DATA_DIR to a folder that belongs to you"
        ) from error


def _join(layout: Layout, programs: Path | None) -> Server | None:
    running = lock.running(layout)
    if running is None or not running.ready:
        return None
    try:
        psycopg.connect(layout.url(APP_ROLE), connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return Server(layout, binaries.find(programs, major=cluster.major_of(layout)), owner=None)


def _own(layout: Layout, programs: Path | None, owner_lock: lock.OwnerLock, *, durable: bool) -> Server:
    account = identity.choose()
    identity.settle(layout, account)
    usable = identity.reachable(binaries.find(programs, major=cluster.major_of(layout)), account)
    if cluster.major_of(layout) is None:
        cluster.create(layout, usable, account, durable=durable)
    owner = OwnedProcess(layout, usable, account, owner_lock, durable=durable)
    owner.start()
    try:
        roles.ensure(layout.url(SUPERUSER, "postgres"))
    except BaseException:
        owner.stop()
        raise
    return Server(layout, usable, owner=owner)
