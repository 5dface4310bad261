"""Upheld: a support desk whose service level agreements can be recomputed by anyone."""

__version__ = "0.1.0"
