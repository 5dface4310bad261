"""Listens for notifications of the database and wakes the runners. They also poll, in case one is lost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence

import psycopg
from django.db import Error, connection
from psycopg import sql

from upheld.database.notify import CLOCKS, OUTBOX

log = logging.getLogger(__name__)

CHANNELS = (CLOCKS, OUTBOX)
PATIENCE = 1.0
"""Seconds between two checks of ``stop``, and before it reconnects."""


def listen(stop: threading.Event, wakes: Mapping[str, Sequence[threading.Event]]) -> None:
    """Set the events of a channel at each notification on it, until ``stop`` is set."""
    while not stop.is_set():
        try:
            _listen(stop, wakes)
        except (Error, psycopg.Error) as error:
            log.warning("listening stopped: %s", error)
            connection.close()
            stop.wait(PATIENCE)
    connection.close()


def _listen(stop: threading.Event, wakes: Mapping[str, Sequence[threading.Event]]) -> None:
    connection.ensure_connection()
    raw: psycopg.Connection[object] = connection.connection
    for channel in CHANNELS:
        raw.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
    # A notification may have been missed before LISTEN.
    for channel in CHANNELS:
        _wake(wakes[channel])
    while not stop.is_set():
        for notification in raw.notifies(timeout=PATIENCE, stop_after=1):
            _wake(wakes.get(notification.channel, ()))


def _wake(events: Sequence[threading.Event]) -> None:
    for event in events:
        event.set()
