"""Upheld: a support desk in which the service-level agreement is a program."""

import zoneinfo

__version__ = "0.1.0"

# Every process reads the time zones of the pinned package, not of the machine: a page that went by another release than
# the core would show another hour than the one that counts.
zoneinfo.reset_tzpath(())
