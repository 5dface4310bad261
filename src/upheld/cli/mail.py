"""``upheld mail``: sends a test mail; also the mail checks of ``upheld check``."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from upheld.cli import runtime, terminal
from upheld.cli.findings import Finding
from upheld.config.kinds import is_public
from upheld.mail.failure import MailFailed, Step

if TYPE_CHECKING:
    from upheld.mail import MailMessage, Smtp, Transport

PATIENCE = 10.0
WHAT_HELPS = {
    Step.CONNECTION: "UPHELD_MAIL_URL: check host and port, and that this machine may connect there",
    Step.ENCRYPTION: "UPHELD_SMTP_TLS and UPHELD_MAIL_URL: smtp:// begins in clear text and goes on by STARTTLS "
    "(mostly port 587), smtps:// is encrypted from the first byte (mostly port 465); let the server offer one of them",
    Step.CERTIFICATE: "UPHELD_MAIL_URL: name the host that the certificate is for; for an authority of your own, "
    "name its certificate in SSL_CERT_FILE",
    Step.SIGN_IN: "UPHELD_MAIL_URL: check user and password; write @ : / % in them as %40 %3A %2F %25",
    Step.SENDER: "UPHELD_MAIL_FROM: use an address that this server may send for",
    Step.RECIPIENT: "check the address; a server that relays for its users only needs a user in UPHELD_MAIL_URL",
    Step.MESSAGE: "the answer comes from the server in UPHELD_MAIL_URL; ask whoever runs it",
    Step.FOLDER: "UPHELD_MAIL_URL or UPHELD_DATA_DIR: name a folder that may be written to",
}


@click.group()
def mail() -> None:
    """Try the mail settings."""


@mail.command()
@click.argument("address")
@click.option("--language", type=click.Choice(["en", "zh-hans"]), default="en", show_default=True)
@runtime.plain_refusals
def test(address: str, language: str) -> None:
    """Send one mail to ADDRESS the way all mail goes, and say in one line what became of it.

    Exit code 0 if the server took it, or if it was written to the folder of the settings; else 1, with the setting
    to correct.
    """
    with runtime.database(runtime.options()):
        runtime.django()
        terminal.echo(_send(address, language))


def _send(address: str, language: str) -> str:
    from django.conf import settings

    from upheld.mail import Tls, UnfitAddress, compose, transport_for

    transport = transport_for(settings.MAIL_URL, tls=Tls(settings.SMTP_TLS), timeout=PATIENCE)
    message = _test_message(address, language)
    try:
        transport.send(compose(message), key=message.key)
        return _outcome(transport, message)
    except UnfitAddress as error:
        raise click.UsageError(str(error)) from error
    except MailFailed as error:
        raise click.ClickException(f"{_at(transport)}{error}. {WHAT_HELPS[error.step]}") from error
    finally:
        transport.close()


def _test_message(address: str, language: str) -> MailMessage:
    from django.conf import settings

    from upheld.mail import MailMessage, render

    return MailMessage(
        key=f"test:{secrets.token_hex(16)}",
        to=address,
        sender=settings.MAIL_FROM,
        host=urlsplit(settings.BASE_URL).hostname or "localhost",
        secret=settings.SECRET_KEY,
        written_at=runtime.now(),
        words=render("test", language=language, values={"link": f"{settings.BASE_URL}/"}),
    )


def _at(transport: Transport) -> str:
    from upheld.mail import Smtp

    return f"{transport.server}: " if isinstance(transport, Smtp) else ""


def _outcome(transport: Transport, message: MailMessage) -> str:
    from upheld.mail import Folder, Smtp

    if isinstance(transport, Smtp):
        session = transport.session()
        how = f"over {session.protocol}" if session.protocol else "in clear text"
        return f"{session.server} ({session.name}) accepted it {how}; to {message.to}, from {message.sender}"
    assert isinstance(transport, Folder)
    return (
        f"written to the folder {transport.path}, it leaves this machine only once UPHELD_MAIL_URL names a mail server"
    )


def findings(chosen: dict[str, Any]) -> Iterator[Finding]:
    """Whether mail could be sent: the way, the sender, the server, its encryption and the sign-in. Sends nothing."""
    from upheld.mail import Smtp, Tls
    from upheld.mail.folder import folder_of

    url = chosen["mail_url"] or f"file://{chosen['data_dir'] / 'mail'}"
    if folder := folder_of(url):
        yield _folder(folder, is_public(urlsplit(chosen["base_url"]).hostname or ""))
        return
    sender = _bare(chosen["mail_from"])
    if sender.endswith("@localhost"):
        yield Finding(
            "warning", f"mail comes from {sender}", "Set UPHELD_MAIL_FROM to an address that can be answered."
        )
    smtp = Smtp(url, tls=Tls(chosen["smtp_tls"]), timeout=PATIENCE)
    try:
        yield from _server(smtp, sender)
    finally:
        smtp.close()


def _bare(sender: str) -> str:
    """The address without the name before it."""
    return sender.rpartition("<")[2].removesuffix(">")


def _folder(folder: Path, public: bool) -> Finding:
    place = next(path for path in (folder, *folder.parents) if path.exists())
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Finding("failure", f"mail cannot be written to {folder}", f"{WHAT_HELPS[Step.FOLDER]}.")
    if public:
        help_ = "Set UPHELD_MAIL_URL and UPHELD_MAIL_FROM, then try: upheld mail test ADDRESS."
        return Finding("warning", f"mail reaches nobody: it is written to {folder}", help_)
    return Finding("ok", f"mail is written to {folder}")


def _server(smtp: Smtp, sender: str) -> Iterator[Finding]:
    try:
        session = smtp.probe(sender)
    except MailFailed as error:
        yield Finding("failure", f"mail server {smtp.server}: {error}", f"{WHAT_HELPS[error.step]}.")
        return
    how = session.protocol or "clear text"
    user = "signed in, " if session.signed_in else ""
    what = f"mail server {session.server} ({session.name}), {how}, {user}sender {sender} accepted"
    if session.protocol or smtp.is_near:
        yield Finding("ok", what)
    else:
        yield Finding("warning", what, "Mail and password can be read on the way. Set UPHELD_SMTP_TLS=required.")
