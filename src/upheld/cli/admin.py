"""``upheld admin``: accounts for whoever runs the server."""

from __future__ import annotations

from typing import TextIO

import click

from upheld.cli import migrate, runtime, terminal


@click.group()
def admin() -> None:
    """Accounts, for whoever runs the server."""


@admin.command()
@click.option("--name", prompt="Your name", help="How the administrator is called.")
@click.option("--address", prompt="E-mail address", help="What they sign in with.")
@click.option("--vendor", default="Vendor", show_default=True, help="Name of the vendor, used the first time only.")
@click.option("--language", type=click.Choice(["en", "zh-hans"]), default="en", show_default=True)
@click.option("--timezone", default="UTC", show_default=True, help="An IANA zone such as Asia/Shanghai.")
@click.option(
    "--password-file",
    type=click.File("r", encoding="utf-8"),
    help="Read the password from the first line of a file, - for standard input, instead of asking.",
)
@runtime.plain_refusals
def create(name: str, address: str, vendor: str, language: str, timezone: str, password_file: TextIO | None) -> None:
    """Make an administrator; the first one brings the vendor itself.

    An empty database gets its tables first. The password is asked for without being shown; it is never
    taken from the command line, where other people of the machine could read it.
    """
    password = _password(password_file)
    with runtime.database(runtime.options()):
        runtime.django()
        migrate.make_tables_if_empty()
        _create(name, address, password, vendor, language, timezone)
    terminal.echo(f"{address} can sign in now.")


@admin.command()
@click.argument("address")
@runtime.plain_refusals
def link(address: str) -> None:
    """Print a link that signs a person in once, within a day."""
    with runtime.database(runtime.options()):
        runtime.django()
        terminal.echo(_link(address))


def _password(file: TextIO | None) -> str:
    if file is not None:
        return str(file.readline().rstrip("\r\n"))
    password = click.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return str(password)


def _create(name: str, address: str, password: str, vendor: str, language: str, timezone: str) -> None:
    from upheld.accounts import operations
    from upheld.database import row_security
    from upheld.operations.errors import Refused

    row_security.enter(None)
    try:
        operations.create_first_admin(
            name=name,
            address=address,
            password=password,
            vendor=vendor,
            language=language,
            timezone=timezone,
            now=runtime.now(),
        )
    except Refused as refused:
        raise click.ClickException(f"{refused.field or 'account'}: {refused.text('en')}") from refused


def _link(address: str) -> str:
    from upheld.accounts import operations, queries
    from upheld.accounts.actor import SYSTEM
    from upheld.database import row_security

    row_security.enter(None)
    user_id = queries.user_of_address(address=address)
    if user_id is None:
        raise click.ClickException(f"{address}: nobody active has this address")
    return operations.issue_sign_in_link(user_id=user_id, by=SYSTEM, now=runtime.now())
