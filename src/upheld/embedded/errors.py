"""The errors of the embedded database; every message says what to do."""


class CannotStart(Exception):
    """The embedded database could not be started or reached."""


class NoBinaries(CannotStart):
    """No PostgreSQL programs of a fit version were found."""


class WrongMajor(CannotStart):
    """The data belongs to another major version of PostgreSQL than any programs found."""
