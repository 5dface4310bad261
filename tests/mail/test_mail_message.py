from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from django.conf import settings
from django.utils.html import escape
from hypothesis import example, given
from hypothesis import strategies as st

from upheld.mail import MailMessage, Rendered, UnfitAddress, compose
from upheld.mail.message import address
from upheld.mail.rendering import blocks

LETTER = MailMessage(
    key="notice:1",
    to="li@example.cn",
    sender="Support <support@vendor.example>",
    host="vendor.example",
    secret="s" * 40,
    written_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
    words=Rendered("工单 #7：消息无法送达", "你好\n", "<p>你好</p>"),
    ticket_id=7,
)
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=200)


def parsed(letter: MailMessage):
    return message_from_bytes(compose(letter).as_bytes(), policy=policy.default)


def test_same_key_gives_same_message_id_and_another_key_another() -> None:
    first, again = parsed(LETTER), parsed(replace(LETTER, written_at=datetime(2026, 11, 22, tzinfo=UTC)))
    other = parsed(replace(LETTER, key="notice:2"))
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["Message-ID"].endswith("@vendor.example>")


def test_message_ids_cannot_be_made_without_the_secret() -> None:
    assert parsed(LETTER)["Message-ID"] != parsed(replace(LETTER, secret="t" * 40))["Message-ID"]


def test_mails_of_one_ticket_refer_to_one_thread() -> None:
    one, two = parsed(LETTER), parsed(replace(LETTER, key="notice:2"))
    assert one["References"] == two["References"] == one["In-Reply-To"]
    assert one["References"] != parsed(replace(LETTER, ticket_id=8))["References"]
    assert parsed(replace(LETTER, ticket_id=None))["References"] is None


def test_identifiers_and_links_are_written_as_they_are_however_long() -> None:
    link = f"https://{'a' * 60}.example/mail/stop/{'b' * 60}"
    raw = compose(replace(LETTER, host="a" * 60 + ".example", stop_link=link)).as_bytes()
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in raw
    for name in (b"Message-ID", b"References", b"In-Reply-To", b"List-Id"):
        [line] = [line for line in raw.split(b"\r\n") if line.startswith(name + b":")]
        assert line.endswith(b".example>")
        assert b"=?" not in line


def test_a_machine_says_that_it_is_one() -> None:
    message = parsed(LETTER)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"
    assert message["List-Id"] == "<ticket-7.vendor.example>"


def test_text_and_html_in_the_recipients_words() -> None:
    message = parsed(LETTER)
    assert message["Subject"] == "工单 #7：消息无法送达"
    assert message.get_body(("plain",)).get_content().splitlines() == ["你好"]
    assert "<p>你好</p>" in message.get_body(("html",)).get_content()


@given(ANYTHING)
def test_nothing_in_a_subject_adds_a_header(subject: str) -> None:
    message = parsed(replace(LETTER, words=Rendered(subject, "x", "x")))
    assert message.keys() == parsed(LETTER).keys()
    assert str(message["To"]) == "li@example.cn"


@given(ANYTHING)
def test_nothing_in_a_senders_name_adds_a_header(name: str) -> None:
    clean = name.translate({ord(char): None for char in '<>"(),;:\\@[]'})
    message = parsed(replace(LETTER, sender=f"{clean} <support@vendor.example>"))
    assert message.keys() == parsed(LETTER).keys()


@given(st.text(string.printable + "，＠\r\n\0", max_size=60))
@example("0@，0")
@example("0@a；b")
def test_an_address_is_one_mailbox_or_refused(text: str) -> None:
    try:
        message = parsed(replace(LETTER, to=text))
    except UnfitAddress:
        return
    assert len(message["To"].addresses) == 1
    assert message.keys() == parsed(LETTER).keys()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "a@b@",
        "@example.com",
        "a@.example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com, b@example.com",
        "Name <a@example.com>",
        '"x y"@example.com',
        "a@example..com",
        "a" * 250 + "@example.com",
    ],
)
def test_unfit_addresses_are_refused_with_words(text: str) -> None:
    with pytest.raises(UnfitAddress, match=r"name@example\.com|not a domain"):
        address(text)


def test_addresses_of_other_scripts_are_taken() -> None:
    assert address("li@例子.cn").domain == "xn--fsqu00a.cn"
    assert address("name+tag@mail.example.com").username == "name+tag"


def test_html_escapes_and_links() -> None:
    own = f"{settings.BASE_URL}/t/7?a=1&b=2"
    first, rule, last = blocks(f"See {own}.\n\n---\n\n<script>alert(1)</script> https://x.example/<b>")
    assert first == f'<p>See <a href="{escape(own)}">{escape(own)}</a>.</p>'
    assert rule == "<hr>"
    assert "<script" not in last
    assert "<a" not in last
    assert "<b>" not in last


@given(ANYTHING)
def test_html_never_holds_markup_of_the_text(text: str) -> None:
    for block in blocks(text):
        inner = block.replace("<p>", "").replace("</p>", "").replace("<hr>", "").replace("</a>", "")
        assert "<" not in inner.replace('<a href="http', "")
