"""Encryption of mail on its way: where it is required, nothing is ever sent in clear text."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from support.certificates import FAR_AWAY, certificate
from support.receivers import mail_server
from support.relays import relay
from upheld.mail import MailFailed, Smtp, Step, Tls

EXPIRED = datetime(2021, 1, 1, tzinfo=UTC)
USER = "desk:correct-horse"


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "support@vendor.example", "li@example.cn", "你好"
    message.set_content("text")
    return message


def attempt(url: str, tls: Tls) -> MailFailed | None:
    """How sending one mail failed, if it did."""
    smtp = Smtp(url, tls=tls, timeout=5)
    try:
        smtp.send(a_message(), key="1")
    except MailFailed as failed:
        return failed
    finally:
        smtp.close()
    return None


def with_user(url: str) -> str:
    return url.replace("://", f"://{USER}@")


def test_required_sends_over_starttls_and_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(encryption=context, user=USER) as server, relay(server.url) as between:
        smtp = Smtp(with_user(between.url), tls=Tls.REQUIRED)
        smtp.send(a_message(), key="1")
        session = smtp.session()
        smtp.close()
    assert len(server.messages) == 1
    assert (session.protocol[:4], session.signed_in) == ("TLSv", True)
    assert not [piece for piece in between.said if b"AUTH" in piece or b"MAIL FROM" in piece]


@pytest.mark.parametrize("url", ["{}", "desk:correct-horse@{}"], ids=["nobody", "signed in"])
def test_required_says_nothing_to_a_server_without_starttls(url: str) -> None:
    with mail_server() as server, relay(server.url) as between:
        failed = attempt(between.url.replace("127", url.format("127")), Tls.REQUIRED)
    assert failed is not None
    assert (failed.step, failed.permanent) == (Step.ENCRYPTION, False)
    assert "offers no STARTTLS" in str(failed)
    assert server.offered == []
    assert b"".join(between.said).split()[0] == b"ehlo"
    assert b"AUTH" not in b"".join(between.said).upper()


def test_required_survives_somebody_who_takes_the_offer_away(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with (
        mail_server(encryption=context, user=USER) as server,
        relay(server.url, to_client=lambda said: said.replace(b"STARTTLS", b"XXXXXXXX")) as between,
    ):
        failed = attempt(with_user(between.url), Tls.REQUIRED)
    assert failed is not None
    assert failed.step is Step.ENCRYPTION
    assert b"AUTH" not in b"".join(between.said).upper()


@pytest.mark.parametrize("tls", [Tls.REQUIRED, Tls.OPPORTUNISTIC])
def test_an_offer_that_is_not_kept_ends_the_conversation(tmp_path: Path, tls: Tls) -> None:
    context, _ = certificate(tmp_path)
    with (
        mail_server(encryption=context, user=USER) as server,
        relay(server.url, to_server=lambda said: said.replace(b"STARTTLS", b"UNHEARD!")) as between,
    ):
        failed = attempt(with_user(between.url), tls)
    assert failed is not None
    assert failed.step is Step.ENCRYPTION
    assert b"AUTH" not in b"".join(between.said).upper()


@pytest.mark.parametrize("smtps", [False, True])
@pytest.mark.parametrize(
    ("host", "ends", "trusted", "reason"),
    [
        ("127.0.0.1", FAR_AWAY, False, "self-signed"),
        ("mail.example.com", FAR_AWAY, True, "IP address mismatch"),
        ("127.0.0.1", EXPIRED, True, "expired"),
    ],
    ids=["unknown authority", "other host", "expired"],
)
def test_required_refuses_a_wrong_certificate(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    ends: datetime | None,
    trusted: bool,
    reason: str,
    smtps: bool,
) -> None:
    context, file = certificate(tmp_path, host=host, **({"ends": ends} if ends else {}))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with mail_server(encryption=context, smtps=smtps) as server:
        failed = attempt(server.url, Tls.REQUIRED)
    assert failed is not None
    assert failed.step is Step.CERTIFICATE
    assert reason in str(failed)
    assert server.offered == []


def test_what_somebody_slips_in_before_the_encryption_is_not_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that follow the answer to STARTTLS in clear text must not count as the encrypted server's."""
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    ready = b"220 Ready to start TLS\r\n"
    with (
        mail_server(encryption=context) as server,
        relay(server.url, to_client=lambda said: said.replace(ready, ready + b"250 mx.evil.example\r\n")) as between,
    ):
        smtp = Smtp(between.url, tls=Tls.REQUIRED, timeout=5)
        smtp.send(a_message(), key="1")
        assert "evil" not in smtp.session().name
        smtp.close()


def test_opportunistic_uses_what_is_offered_and_goes_on_without(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    for encryption, protocol in ((context, "TLSv"), (None, "")):
        with mail_server(encryption=encryption) as server:
            smtp = Smtp(server.url)
            smtp.send(a_message(), key="1")
            assert smtp.session().protocol[:4] == protocol
            smtp.close()
            assert len(server.messages) == 1


def test_off_stays_in_clear_text(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with mail_server(encryption=context) as server:
        smtp = Smtp(server.url, tls=Tls.OFF)
        smtp.send(a_message(), key="1")
        assert smtp.session().protocol == ""
        smtp.close()


@pytest.mark.parametrize(
    ("url", "step"),
    [
        ("smtp://desk:%C3%A4@{}", Step.SIGN_IN),
        ("smtp://desk:wrong@{}", Step.SIGN_IN),
        ("smtps://{}", Step.ENCRYPTION),
        ("smtp://a..b:25", Step.CONNECTION),
        ("smtp://127.0.0.1:1", Step.CONNECTION),
    ],
)
def test_the_step_that_failed_is_known(url: str, step: Step) -> None:
    with mail_server(user=USER) as server:
        failed = attempt(url.format(server.url.removeprefix("smtp://")), Tls.OPPORTUNISTIC)
    assert failed is not None
    assert failed.step is step
    assert not failed.permanent


def test_a_probe_sends_nothing() -> None:
    with mail_server(user=USER) as server:
        smtp = Smtp(with_user(server.url))
        assert smtp.probe("support@vendor.example").signed_in
        smtp.close()
        assert server.offered == []
