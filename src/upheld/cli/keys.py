"""The installation's secret key: adopted with the first start, compared with every later one."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import click

from upheld.cli import terminal

OTHER_KEY = "this machine's secret key is not the one of this installation"
HELP = (
    "Set UPHELD_SECRET_KEY to the same value on every machine; after a change of the key, keep the earlier one in "
    "UPHELD_SECRET_KEY_FALLBACKS. If the earlier key is lost, run upheld migrate --new-key: everybody signs in again, "
    "and webhook endpoints have to be made anew."
)


OtherKey = Literal["refuse", "warn", "replace"]


def adopt(*, other_key: OtherKey, now: datetime) -> None:
    """Adopt this machine's key and encrypt stored secrets under it.

    ``other_key`` says what to do where the installation has a key that this machine does not know.
    """
    from upheld.database import row_security
    from upheld.escalation.operations import reseal_endpoints
    from upheld.secrets import installation

    shares_key = installation.shares_key()
    if not shares_key and other_key == "refuse":
        raise click.ClickException(f"{OTHER_KEY}. {HELP}")
    if not shares_key and other_key == "warn":
        terminal.echo(f"upheld: {OTHER_KEY}. {HELP}", err=True)
        return
    if not shares_key:
        terminal.echo(f"upheld: {OTHER_KEY}; it is adopted, and everybody signs in again.", err=True)
    with row_security.everything():
        lost = reseal_endpoints(now=now)
    installation.adopt_key(now=now)
    for url in lost:
        terminal.echo(f"upheld: the signing secret of {url} cannot be read; make the endpoint anew.", err=True)


def refuse_other() -> None:
    """Refuse to run with a key that the installation does not know."""
    from upheld.secrets import installation

    if not installation.shares_key():
        raise click.ClickException(f"{OTHER_KEY}. {HELP}")
