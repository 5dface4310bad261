"""Upheld: a support desk in which the service-level agreement is a program."""

__version__ = "0.1.0"
