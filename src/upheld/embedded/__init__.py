"""An embedded PostgreSQL: found, made, started and ended by us.

`launch` gives a running server for a folder. The first process to come owns the server, as its
parent; later ones join it. The server never outlives its owner: it is told to end cleanly by the
kernel when the owner dies, whatever way that is.
"""

from upheld.embedded.errors import CannotStart, NoBinaries, WrongMajor
from upheld.embedded.launcher import Server, launch
from upheld.embedded.layout import Layout

__all__ = ["CannotStart", "Layout", "NoBinaries", "Server", "WrongMajor", "launch"]
