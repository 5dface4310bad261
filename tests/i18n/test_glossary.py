"""The glossary and the texts use the same words: one thing has one English and one Chinese word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from upheld.i18n import words
from upheld.sla.words import catalogue

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "explanation" / "words.md"
ROW = re.compile(r"^\| (?P<english>[^|]+?) \| (?P<chinese>[^|]+?) \| [^|]+ \|$", re.MULTILINE)
DISCARDED = {
    "裁定": "裁决",
    "受理人": "处理人",
    "台账": "存证记录",
    "账本": "存证记录",
    "排除": "免责",
    "除外": "免责",
    "补偿": "服务赔偿",
    "关注者": "关注人",
    "变通方案": "临时方案",
    "截止时刻": "截止时间",
    "严重程度": "严重级别",
    "级别下限": "最低级别",
    "默示": "逾期自动确认",
    "专家线": "二线",
}
"""Words that were used for a thing of the glossary, with the word of the glossary."""
TERMS = {
    "console.attainment": "attainment",
    "console.clocks": "clock",
    "console.docket": "rulings inbox",
    "console.excluded": "exclusion",
    "console.exclusions": "exclusion claim",
    "console.watchers": "follower",
    "console.why": "explanation",
    "notice.audience.assignee": "assignee",
    "portal.level": "severity",
    "portal.why": "explanation",
    "report.credits": "credit",
    "role.arbiter": "arbiter",
    "role.customer_manager": "customer manager",
    "ui.objective.resolution": "resolution",
    "ui.objective.response": "response",
    "ui.objective.restoration": "restoration",
    "ui.objective.update": "update",
    "entry.delivery.accepted_by_silence": "automatic acceptance",
}
"""Labels that name a thing of the glossary and nothing else."""
HEADING = {"clock": "承诺时限"}
"""The glossary gives the heading of a ticket's clocks a phrase of its own."""


def glossary() -> dict[str, str]:
    """Chinese words by English words."""
    rows = {row["english"]: row["chinese"] for row in ROW.finditer(GLOSSARY.read_text("utf-8"))}
    return {english: chinese for english, chinese in rows.items() if english not in {"English", "---"}}


def chinese_texts() -> Iterator[tuple[str, str]]:
    """Every Chinese text that people read: pages and mail, contracts, the tutorial, the worked cases."""
    yield from ((code, texts["zh"]) for code, texts in words.catalogue().items())
    yield from ((f"sla.{code}", text) for code, text in catalogue("zh").items())
    documents = [ROOT / "README.zh.md", ROOT / "docs/tutorial/zh.md", *(ROOT / "docs/cases").glob("*.yaml")]
    templates = [*(ROOT / "src/upheld").glob("*/templates/mail/*.zh.txt"), *(ROOT / "src").rglob("ready/*.yaml")]
    yield from ((path.name, path.read_text("utf-8")) for path in (*documents, *templates))


def test_one_english_word_has_one_chinese_word() -> None:
    table = glossary()
    assert len(table) > 40
    assert sorted(table, key=str.lower) == list(table)
    assert len(set(table.values())) == len(table)


@pytest.mark.parametrize(("code", "term"), TERMS.items())
def test_labels_are_the_words_of_the_glossary(code: str, term: str) -> None:
    assert words.say(code, lang="zh") in {HEADING.get(term, glossary()[term]), f"已{glossary()[term]}"}


@pytest.mark.parametrize("discarded", DISCARDED)
def test_no_text_uses_another_word(discarded: str) -> None:
    assert [place for place, text in chinese_texts() if discarded in text] == []
    assert DISCARDED[discarded] in " ".join(glossary().values())


def test_credits_have_one_name() -> None:
    assert [place for place, text in chinese_texts() if re.search(r"(?<!服务)赔偿", text)] == []


def test_a_colon_in_a_template_is_a_word() -> None:
    """Chinese has another colon: templates write it with ``{% say "ui.colon" %}``."""
    after_a_tag = re.compile(r"[%}]}: ?(?=[{<])")
    templates = [(path, path.read_text("utf-8")) for path in (ROOT / "src").rglob("*.html")]
    assert [path.name for path, text in templates if after_a_tag.search(re.sub(r'"[^"<>]*"', "", text))] == []


def test_a_missing_row_would_be_noticed() -> None:
    assert isinstance(glossary(), Mapping)
    assert ROW.search("| arbiter | 裁定人 | decides |")
