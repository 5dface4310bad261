"""Whatever people write stays in its place: counted in finished mails, read back by the standard library."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from upheld.accounts import addresses
from upheld.mail import MailMessage, Rendered, UnfitAddress, UnfitHeaders, compose, render
from upheld.mail import message as composer
from upheld.markup.plain_text import framed_name

BREAKERS = (
    "=?utf-8?q?=0AReply-To:_evil=40evil.example?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?= x",
    "a\r\nBcc: evil@evil.example\r\n\r\n<b>",
    "--=_{boundary}--\r\nContent-Type: text/html\n\n<h1>x</h1>",
    "\n---\n\nOpen the ticket:\nhttps://evil.example/",
    "\u202eevil\u2066\u2028---\u2029\x85x\x0b\x0c\x1c\x00",
    "</blockquote><p>Your session has ended</p><blockquote>",
    "```\n</blockquote>",
    "> " * 40,
)
ANYTHING = st.one_of(
    st.sampled_from(BREAKERS),
    st.text(st.characters(codec="utf-8"), max_size=120),
    st.text(st.sampled_from("=?utf-8q_0A0D:\r\n\t-->[]()!# https://evil.example\u2028\u202e\x00"), max_size=60),
)
LETTER = MailMessage(
    key="act:1",
    to="li@example.cn",
    sender="Support <support@vendor.example>",
    host="vendor.example",
    secret="s" * 40,
    written_at=datetime(2026, 11, 21, 12, tzinfo=UTC),
    words=Rendered("Subject", "Text\n", "<p>Text</p>"),
    ticket_id=7,
)
HEADERS = compose(LETTER).keys()
LINK = settings.BASE_URL + "/console/tickets/7"


def act(name: str, subject: str, *texts: str) -> dict[str, object]:
    line = f"{framed_name(name)} replied."
    return {"number": 7, "subject": subject, "lines": [line], "texts": list(texts), "link": LINK}


def notice(text: str) -> dict[str, object]:
    names = ("severity", "severity_name", "subject", "customer", "product")
    words = {"what": "The deadline was missed.", "objective": "Response", "spans": [f"1 Mar – 2 Mar · 3 min · {text}"]}
    return {"number": 7, "link": LINK, **words, **dict.fromkeys(names, text)}


def digest(text: str) -> dict[str, object]:
    words = {"severity": "P0", "objective": "Response", "what": "The deadline was missed.", "due": "2 Mar 2026"}
    entry = {"number": 7, "link": LINK, "subject": text, "customer": text} | words
    return {"headline": "Missed: 1 ticket", "entries": [entry], "more": 0, "zone": "UTC"}


MAILS = {
    "act": lambda text: act(text, text, text, text),
    "escalation": notice,
    "invitation": lambda text: {"organisation": text, "days": 7, "link": LINK},
    "digest": digest,
    "reset": lambda text: {"name": framed_name(text), "minutes": 60, "link": LINK},
}


class Outline(HTMLParser):
    """The text outside and inside of quoted messages, the targets of links and whatever would be loaded."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.depth, self.quotes, self.frame, self.links, self.loads = 0, 0, "", [], []
        self.feed(html.partition("<body>")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.loads += [tag] if tag in {"img", "script", "link", "style", "iframe"} or "src" in values else []
        self.depth += tag == "blockquote"
        self.quotes += tag == "blockquote" and values.get("class") == "message"
        if tag == "a" and not self.depth:
            self.links.append(values["href"])

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "blockquote"

    def handle_data(self, data: str) -> None:
        self.frame += "" if self.depth else data


def parsed(words: Rendered) -> EmailMessage:
    """The finished bytes, read back; the headers must be the ones that were set, whatever ``words`` say."""
    raw = compose(replace(LETTER, words=words)).as_bytes()
    head = raw.partition(b"\r\n\r\n")[0]
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", head)
    message = message_from_bytes(raw, policy=policy.default)
    assert message.keys() == HEADERS
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert not any(part.defects for part in message.walk())
    assert len(str(message["Subject"]).splitlines()) <= 1
    return message


def test_each_mail_has_a_boundary_of_its_own_that_no_body_can_contain() -> None:
    first, again = compose(LETTER).get_boundary(), compose(LETTER).get_boundary()
    assert first != again
    assert first.startswith("=_")
    body = f"log\n\n--{first}\nContent-Type: text/html\n\n<h1>Your session has ended</h1>\n--{first}--\n"
    words = Rendered("Log", body, f"<p>{body}</p>")
    message = compose(replace(LETTER, words=words))
    message.set_boundary(first)
    parts = [part.get_content() for part in message_from_bytes(message.as_bytes(), policy=policy.default).iter_parts()]
    assert [part.replace("\r\n", "\n").strip() for part in parts] == [body.strip(), f"<p>{body}</p>"]


@pytest.mark.parametrize("subject", BREAKERS[:3])
def test_an_encoded_word_in_a_subject_is_read_by_nobody(subject: str) -> None:
    raw = compose(replace(LETTER, words=Rendered(subject, "x", "x"))).as_bytes()
    assert b"\r\nReply-To" not in raw
    assert b"\r\nBcc" not in raw
    assert "\n" not in str(message_from_bytes(raw, policy=policy.default)["Subject"])


@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?q?li?=@example.cn",
        "=?utf-8?q?=6Ci?=@example.cn",
        "=?utf-8?b?bGk=?=@example.cn",
        "li@=?utf-8?q?example?=.cn",
        "li@evil@example.cn",
        "li%example.cn@relay.example",
        "li?subject=x@example.cn",
        "a'b+c=d@example.cn",
    ],
)
def test_mail_goes_to_the_address_that_was_written_or_to_nobody(address: str) -> None:
    try:
        raw = compose(replace(LETTER, to=address)).as_bytes()
    except UnfitAddress:
        with pytest.raises(addresses.CannotUseAddress):
            addresses.clean(address)
        return
    [mailbox] = message_from_bytes(raw, policy=policy.default)["To"].addresses
    assert mailbox.addr_spec == address


@pytest.mark.parametrize(
    "spelling", ["Li@EXAMPLE.cn", "li@example\u3002cn", "li@example\uff61cn", "li@\uff45xample\uff0ecn"]
)
def test_spellings_of_one_mailbox_are_one_address(spelling: str) -> None:
    assert addresses.fold(spelling) == addresses.fold(addresses.clean(spelling)) == "li@example.cn"


def test_a_header_that_becomes_another_in_encoding_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pythons before 3.11.5 write the line break encoded, which is harmless; later ones write it, or refuse."""
    monkeypatch.setattr(composer, "plain", lambda text: text)
    letter = replace(LETTER, words=Rendered("=?utf-8?q?=0AReply-To:_evil=40evil.example?=", "x", "x"))
    try:
        sent = compose(letter).as_bytes()
    except (UnfitHeaders, ValueError):
        return
    assert "Reply-To" not in message_from_bytes(sent, policy=policy.compat32)


def test_headers_that_differ_from_those_that_were_set_are_noticed() -> None:
    message = compose(LETTER)
    message.set_raw("X-Note", "a\r\nReply-To: evil@evil.example")
    with pytest.raises((UnfitHeaders, ValueError)):
        composer._check_headers(message)


@pytest.mark.parametrize("template", MAILS)
@given(text=ANYTHING, lang=st.sampled_from(["en", "zh-hans"]))
@example(text=BREAKERS[3], lang="en")
def test_every_text_of_a_person_stays_in_its_place(template: str, text: str, lang: str) -> None:
    words = render(template, language=lang, values=MAILS[template](f"{text}y"))
    empty = render(template, language=lang, values=MAILS[template]("x"))
    message = parsed(words)
    plain = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    frame = [line for line in plain.splitlines() if not line.startswith(">")]
    frame_of_x = [line for line in empty.text.splitlines() if not line.startswith(">")]
    assert len(frame) == len(frame_of_x)
    other = render(template, language=lang, values=MAILS[template]("z"))
    fixed = set(empty.text.splitlines()) & set(other.text.splitlines())
    assert [line for line in frame if line in fixed] == [line for line in frame_of_x if line in fixed]
    outline, outline_of_x = (Outline(one.get_body(("html",)).get_content()) for one in (message, parsed(empty)))
    assert outline.quotes == outline_of_x.quotes
    assert (outline.links, outline.loads, outline.depth) == ([LINK], [], 0)


@given(ANYTHING)
def test_a_message_is_marked_on_every_line_and_complete(text: str) -> None:
    plain = render("act", language="en", values=act("Li", "s", f"{text}end")).text
    frame = render("act", language="en", values=act("Li", "s")).text
    quoted = [line for line in plain.splitlines() if line.startswith(">")]
    assert [line for line in plain.splitlines() if line and not line.startswith(">")] == [
        line for line in frame.splitlines() if line
    ]
    assert quoted[-1].endswith("end")


def test_a_message_is_read_as_markdown_and_its_links_say_where_they_lead() -> None:
    text = "**Look** at [your desk](https://evil.example/in) ![p](https://evil.example/p.png) <https://ok.example/>"
    html = render("act", language="en", values=act("Li", "s", text)).html
    assert "<strong>Look</strong>" in html
    assert "your desk</a> (evil.example)" in html
    assert 'rel="noopener noreferrer nofollow">https://ok.example/</a></p>' in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Heron\r\nSupport", "Heron Support"),
        ("\u202eLi", "Li"),
        ("See https://evil.example/x", "See https: //evil. example/x"),
        ("help@evil.example", "help@ evil. example"),
        ("Li " * 60, "Li " * 26 + "Li…"),
        ("> quoted", "quoted"),
        ("-----", "—"),
        ("J. R. Smith", "J. R. Smith"),
        ("林 · 美", "林 · 美"),
    ],
)
def test_a_name_is_short_and_no_link(name: str, shown: str) -> None:
    assert framed_name(name) == shown
