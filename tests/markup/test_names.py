"""What a name may contain, and how names and messages stand in a mail."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.mail.rendering import render
from upheld.markup.names import NotAName, clean_name
from upheld.markup.plain_text import framed_name, message_text
from upheld.operations.errors import Refused

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180e\u200b\u200d\u200e\u202e\u2060\u2066\u2800\u3164\ufe0f\ufeff\uffa0"
    "\U000e0001\U000e0041\U000e0100\U0001d173"
)
ADDRESSES = (
    "Win at https://evil.example",
    "https:⁄⁄evil.example",
    "https:∕∕evil.example",
    "https：／／evil．example",
    "hxxps://evil",
    "https:\\\\evil.example",
    "http:evil",
    "www.evil.example",
    "ＷＷＷ．evil．example",
    "evil.example/win",
    "evil。example/win",
    "1.2.3.4/x",
    "１.2.3.4:80/x",
    "1。2。3。4?x",
    "evil·com/x",
    "evil・com/x",
    "evil･com/x",
    "evil｡com/x",
    "evil．com/x",
    "evil•com/x",
    "ht\u200btps:/\u2060/evil",
    "mailto:a",
    "//evil.example",
    "evil.com:8080/x",
    "evil.example /win",
    "evil.CLICK/win",
    "evil.xn--p1ai/x",
    "例子.中国/x",
    "例え。みんな/x",
    "пример.рф/x",
    "उदाहरण.भारत/x",
    "مثال.مصر/x",
    "evil.сom/x",
    "evil.сом/x",
    "evil.cöm/x",
    "evil•ｃｏｍ/x",
    "evil‧org/x",
    "192・168・0・1/x",
    "www・evil・com",
    "evil⸳com/x",
    "evil⸱com/x",
    "wwwꓸevilꓸcom",
    "evil˙com/x",
    "evil◦com/x",
    "evil●com/x",
    "evilᐧcom/x",
    "evil٠com/x",
    "evil።com/x",
    "evil.com⟋x",
    "evil.com⧵x",
    "evil.com🙼x",
    "evil.com╱x",
    "evil.comノx",
    "evil.comﾉx",
    "evil.com丿x",
    "evil.com⼃x",
    "evil.com㇓x",
    "evil.comⳆx",
    "evil⸳comノx",
    "https:⟋⟋evil",
    "x.com?win",
    "x.com#win",
)
NAMES = (
    "ジョン・スミス/部",
    "ジョン・スミス／営業部",
    "J.スミス/営業",
    "山田.太郎/部",
    "田中 太郎（営業/技術）",
    "阿卜杜拉·买买提/技术部",
    "张伟/李娜",
    "研发部。运维组/值班",
    "Jean·Luc/Support",
    "Dr.Müller/Einkauf",
    "Dr. Smith/Jones",
    "J. R. R. O'Neill, Jr.",
    "D’Angelo & Sons (Asia), Ltd.",
    "Müller/Schmidt GmbH & Co. KG",
    "S.A./N.V. Belgium",
    "U.S.A/Canada",
    "c/o A. Weiß",
    "24/7 Support",
    "A/B/C team",
    "N/A",
    "Smith / Jones",
    "Booking.com / Agoda",
    "Yahoo.com, Inc.",
    "Dr.Иванов/Петров",
    "Иванов И.И./Петров",
    "Α. Παπαδόπουλος/Γ. Νικολάου",
    "김.철수/영업",
    "د. أحمد/محمد",
    "ד. כהן/לוי",
    "राम.कुमार/शर्मा",
    "สมชาย.ใจดี/ขาย",
    "Nguyễn Văn A/Kinh doanh",
    "L·L·L/Catalunya",
    "Release 2.0/beta",
    "3.5/4 team",
    "What? (Ltd.)",
    "ノノカ・山田",
    "ジョン・スミスノ部",
    "丿贯",
    "田中・一ノ瀬/ノ部",
    "木ノ下.太郎ノ会",
    "محمد ٠٥ / علي",
    "● Support ●",
    "Booking.com・Agoda",
    "Booking.com ● Asia",
    "C⟋D team",
    "Ⱦom.Ꝃim",
    "#1 Support",
    "Ann #2",
)


@pytest.mark.parametrize("text", ADDRESSES)
def test_a_name_holds_no_address_of_the_web(text: str) -> None:
    with pytest.raises(NotAName) as refusal:
        clean_name(text, longest=200)
    assert refusal.value.address


@pytest.mark.parametrize(
    "text",
    [
        "Booking.com",
        "J. R. Smith",
        "林 · 美",
        "阿卜杜拉·买买提",
        "Col·legi Lleida",
        "Release 1.2.3.4",
        "ジョン・スミスノ",
        "TCP/IP team",
        "A: B",
        "Yahoo!",
        "让·雷诺",
        "😀",
        "R&D",
    ],
)
def test_other_names_stay_as_they_are(text: str) -> None:
    assert clean_name(text, longest=200) == text


@pytest.mark.parametrize("text", NAMES)
def test_names_of_people_and_companies_of_all_scripts_are_names(text: str) -> None:
    assert clean_name(text, longest=200) == text


def test_a_name_and_a_message_are_without_what_nobody_sees() -> None:
    for char in UNSEEN:
        assert clean_name(f"A{char}n{char}", longest=2) == "An", hex(ord(char))
        assert message_text(f"{char}A{char}n\nb") == "An\nb", hex(ord(char))
        assert framed_name(f"evil{char}.example") == "evil. example", hex(ord(char))
    with pytest.raises(NotAName):
        clean_name(UNSEEN, longest=200)


@given(st.text(st.characters(categories=("Cf", "Mn", "Lo", "Po", "Sm", "L"), codec="utf-8"), max_size=30))
def test_no_format_character_passes(text: str) -> None:
    assert not [char for char in message_text(text) if unicodedata.category(char) == "Cf"]
    assert framed_name(framed_name(text)) == framed_name(text)


def test_every_name_is_decided_by_this_rule(world: World) -> None:
    text, by, now = "https:⁄⁄evil.example", SYSTEM, world.now
    person = {"address": "new@acme.example", "organisation_id": world.acme.id, "roles": ["requester"]}
    contract = {"organisation_id": world.acme.id, "plan": "x", "product_ids": [world.product_id], "monthly_fee": "1.00"}
    for act in (
        lambda: accounts.create_person(name=text, by=by, now=now, **person),
        lambda: accounts.create_organisation(name=text, by=by, now=now),
        lambda: accounts.create_group(name=text, by=by, now=now),
        lambda: accounts.update_profile(
            name=text, language="en", timezone="UTC", theme="auto", by=world.acme.requester, now=now
        ),
        lambda: contracts.create_product(slug="new", name=text, components=[], by=by, now=now),
        lambda: contracts.create_contract(name=text, by=by, now=now, **contract),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert (refusal.value.code, refusal.value.field) == ("name_with_address", "name")


def test_names_in_the_frame_of_a_mail_are_no_links() -> None:
    values = {"organisation": "evil.example\u202e a@evil.example", "days": 7, "link": "http://localhost:8000/x"}
    words = render("invitation", language="en", values=values)
    for part in (words.subject, words.text, words.html):
        assert "evil.example" not in part
        assert "\u202e" not in part
