from __future__ import annotations

import socket
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from support.receivers import mail_server
from upheld.mail import MailFailed, Smtp, transport_for
from upheld.mail.folder import listing


def a_message(to: str = "li@example.cn") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "support@vendor.example", to, "你好"
    message["Date"] = "Sat, 21 Nov 2026 12:00:00 +0000"
    message.set_content("text")
    return message


def test_many_mails_go_over_one_conversation() -> None:
    with mail_server() as server:
        smtp = transport_for(server.url)
        smtp.send(a_message("a@example.cn"), key="1")
        smtp.send(a_message("b@example.cn"), key="2")
        smtp.close()
        assert [message["X-Test-Recipients"] for message in server.messages] == ["a@example.cn", "b@example.cn"]
        assert server.senders == ["support@vendor.example"] * 2


@pytest.mark.parametrize(("said", "permanent"), [("451 later", False), ("554 never", True)])
def test_refused_data_is_permanent_with_a_five(said: str, permanent: bool) -> None:
    with mail_server(answer=lambda _message: said) as server:
        with pytest.raises(MailFailed, match=said) as failed:
            transport_for(server.url).send(a_message(), key="1")
        assert failed.value.permanent is permanent


def test_one_refused_recipient_does_not_stop_the_next() -> None:
    with mail_server(recipient_answer=lambda to: "550 unknown" if "gone" in to else "250 ok") as server:
        smtp = transport_for(server.url)
        with pytest.raises(MailFailed, match="550 unknown") as failed:
            smtp.send(a_message("gone@example.cn"), key="1")
        assert failed.value.permanent
        smtp.send(a_message("here@example.cn"), key="2")
        smtp.close()
        assert len(server.messages) == 1


def test_a_server_that_says_nothing_costs_one_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        smtp = impatient(silent.getsockname()[1])
        for key in ("1", "2", "3"):
            with pytest.raises(MailFailed, match="no conversation"):
                smtp.send(a_message(), key=key)
        silent.settimeout(0)
        silent.accept()
        with pytest.raises(BlockingIOError):
            silent.accept()


def impatient(port: int) -> Smtp:
    from urllib.parse import urlunsplit

    return Smtp(urlunsplit(("smtp", f"127.0.0.1:{port}", "", "", "")), timeout=0.2)


def test_no_server_is_a_failure_that_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
    with pytest.raises(MailFailed) as failed:
        transport_for(f"smtp://127.0.0.1:{port}").send(a_message(), key="1")
    assert not failed.value.permanent


def test_the_password_is_in_no_message() -> None:
    with mail_server() as server:
        url = server.url.replace("smtp://", "smtp://user:correct-horse@")
        with pytest.raises(MailFailed) as failed:
            transport_for(url).send(a_message(), key="1")
        assert "correct-horse" not in str(failed.value)


def test_a_folder_has_one_file_a_key(tmp_path: Path) -> None:
    folder = transport_for(f"file://{tmp_path / 'mail'}")
    folder.send(a_message(), key="1")
    folder.send(a_message(), key="1")
    folder.send(a_message(), key="2")
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 2
    assert not list((tmp_path / "mail").glob(".*"))


def test_a_folder_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in the way")
    with pytest.raises(MailFailed, match="cannot write"):
        transport_for(f"file://{tmp_path / 'mail'}").send(a_message(), key="1")


def test_a_file_in_the_folder_bears_the_mails_own_date(tmp_path: Path) -> None:
    transport_for(f"file://{tmp_path}").send(a_message(), key="1")
    [found] = listing(tmp_path)
    assert found.written_at == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_only_the_service_may_read_the_folder(tmp_path: Path) -> None:
    transport_for(f"file://{tmp_path / 'mail'}").send(a_message(), key="1")
    [file] = (tmp_path / "mail").glob("*.eml")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
