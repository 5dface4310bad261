"""``upheld search``: the index of tickets."""

from __future__ import annotations

import click

from upheld.cli import projections, runtime


@click.group()
def search() -> None:
    """The search index of tickets."""


@search.command()
@runtime.plain_refusals
def rebuild() -> None:
    """Index every ticket anew, while the desk serves. After an upgrade that finds more than before."""
    with runtime.database(runtime.options()):
        runtime.django()
        runtime.refuse_behind()
        from upheld.database import row_security

        row_security.enter(None)
        projections.rebuild_search()
