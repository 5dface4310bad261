"""``upheld search``: the index of tickets."""

from __future__ import annotations

import click

from upheld.cli import runtime, terminal


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
        from upheld.knowledge.indexing import rebuild as rebuild_index

        row_security.enter(None)
        *_, done = 0, *rebuild_index(now=runtime.now())
        terminal.echo(f"{done} tickets are indexed")
