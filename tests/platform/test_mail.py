"""``upheld mail test`` and what ``upheld check`` says about mail, against real mail servers."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from support.certificates import certificate
from support.commands import upheld
from support.places import Place
from support.receivers import mail_server
from upheld.cli import mail
from upheld.cli.findings import Finding
from upheld.config import options

SENDER = "Support <support@vendor.example>"


def settings_of(**values: str) -> dict[str, Any]:
    return options.load({f"UPHELD_{name.upper()}": value for name, value in values.items()})


def findings(**values: str) -> list[Finding]:
    return list(mail.findings(settings_of(**values)))


def sent(own: Place, **values: object) -> subprocess.CompletedProcess[str]:
    return upheld("mail", "test", "li@example.cn", **own.settings(mail_from=SENDER, **values))


def test_one_line_says_which_server_took_it_and_how(
    place: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    own = place("mail")
    with mail_server(encryption=context, user="desk:secret") as server:
        url = server.url.replace("://", "://desk:secret@")
        done = sent(own, mail_url=url, smtp_tls="required")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    for part in (server.url.removeprefix("smtp://"), "accepted it over TLSv1", "to li@example.cn", f"from {SENDER}"):
        assert part in done.stdout
    assert "secret" not in done.stdout
    [message] = server.messages
    assert message["From"] == SENDER
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_a_failure_names_the_setting_and_what_helps(place: Any) -> None:
    own = place("mail")
    with mail_server() as server:
        done = sent(own, mail_url=server.url, smtp_tls="required")
        assert server.offered == []
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for part in (server.url.removeprefix("smtp://"), "offers no STARTTLS", "UPHELD_SMTP_TLS"):
        assert part in done.stderr
    done = upheld("mail", "test", "li at example.cn", **own.settings())
    assert (done.returncode, "name@example.com" in done.stderr) == (2, True)


def test_a_mail_to_the_folder_says_that_it_does_not_leave(place: Any) -> None:
    own = place("mail")
    done = sent(own)
    assert done.returncode == 0, done.stderr
    assert "UPHELD_MAIL_URL" in done.stdout
    assert len(list((own.data_dir / "mail").glob("*.eml"))) == 1


def test_check_looks_at_server_sign_in_and_sender(tmp_path: Path) -> None:
    def answer(address: str) -> str:
        return "250 fine" if address == "support@vendor.example" else "550 not yours"

    with mail_server(user="desk:secret", sender_answer=answer) as server:
        url = server.url.replace("://", "://desk:secret@")
        [fine] = findings(mail_url=url, mail_from=SENDER)
        [foreign] = findings(mail_url=url, mail_from="a@other.example")
        unset, refused = findings(mail_url=url)
        [unknown] = findings(mail_url=url.replace("secret", "other"), mail_from=SENDER)
        assert server.offered == []
    assert (fine.verdict, "signed in, sender support@vendor.example accepted" in fine.what) == ("ok", True)
    assert (foreign.verdict, "UPHELD_MAIL_FROM" in foreign.help) == ("failure", True)
    assert (unset.verdict, refused.verdict, "UPHELD_MAIL_FROM" in unset.help) == ("warning", "failure", True)
    assert (unknown.verdict, "UPHELD_MAIL_URL" in unknown.help) == ("failure", True)
    assert "secret" not in repr([fine, foreign, unset, refused, unknown])


def test_check_says_where_mail_reaches_nobody(tmp_path: Path) -> None:
    near, public = {"data_dir": str(tmp_path)}, {"base_url": "https://support.vendor.example"}
    assert [finding.verdict for finding in findings(**near)] == ["ok"]
    [finding] = findings(**near, **public)
    assert (finding.verdict, "UPHELD_MAIL_URL" in finding.help) == ("warning", True)
    (tmp_path / "file").touch()
    [finding] = findings(mail_url=f"file://{tmp_path}/file/mail")
    assert finding.verdict == "failure"


def test_clear_text_to_another_machine_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("upheld.mail.smtp.LOOPBACK", frozenset())
    with mail_server() as server:
        [finding] = findings(mail_url=server.url, mail_from=SENDER)
    assert (finding.verdict, "UPHELD_SMTP_TLS=required" in finding.help) == ("warning", True)
