"""Being woken: one connection that LISTENs. What is lost on the way is found by looking, every second."""

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
"""Seconds after which it looks whether it is to stop, and before it connects again."""


def listen(stop: threading.Event, wakes: Mapping[str, Sequence[threading.Event]]) -> None:
    """Set the events of a channel whenever something is said on it, until ``stop`` is set."""
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
    # Something may have been said while nobody listened.
    for channel in CHANNELS:
        _wake(wakes[channel])
    while not stop.is_set():
        for said in raw.notifies(timeout=PATIENCE, stop_after=1):
            _wake(wakes.get(said.channel, ()))


def _wake(events: Sequence[threading.Event]) -> None:
    for event in events:
        event.set()
