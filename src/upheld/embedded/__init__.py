"""The embedded PostgreSQL server: finds the programs, creates the data folder, starts and stops the server.

`launch` returns a running server for a folder. The first process owns the server as its parent;
later ones join it. The server never outlives its owner: when the owner dies, in whatever way, the
kernel signals the server to shut down.
"""

from upheld.embedded.errors import CannotStart, NoBinaries, WrongMajor
from upheld.embedded.launcher import Server, launch
from upheld.embedded.layout import Layout

__all__ = ["CannotStart", "Layout", "NoBinaries", "Server", "WrongMajor", "launch"]
