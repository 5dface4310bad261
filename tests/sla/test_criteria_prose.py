"""Criteria as sentences: every operator has words in both languages, and what has none is not said."""

import re

import pytest
from hypothesis import given, settings

from sla.making import document, severity
from sla.test_criteria import OWN, booleans
from upheld.sla import contract_text, criterion_text, load_terms, read_terms
from upheld.sla.criteria.check import check_criterion, tree_of
from upheld.sla.criteria.evidence import STANDARD_EVIDENCE
from upheld.sla.criteria.syntax import _LEVELS, Binary, Choice, Listing, Literal, Name, Tree, Unary
from upheld.sla.words import LANGUAGES, catalogue

NAMES = {**OWN, "queue_depth": "integer"}
SENTENCES = [
    (
        "service_down_minutes > 5",
        "the service is completely unavailable for more than 5 minutes",
        "服务完全不可用超过 5 分钟",
    ),
    ("5 < service_down_minutes", "the service is completely unavailable for more than 5 minutes", None),
    ("service_down_minutes >= 1", "the number of minutes of complete unavailability is at least 1", None),
    ("affected_users < 10", "less than 10 users are affected", "不足 10 名用户受影响"),
    ("error_rate_percent <= 2.5", "at most 2.5% of calls fail", "至多 2.5% 的调用失败"),
    ("latency_ms == 100.0", "the delay is exactly 100 ms", "延迟恰好 100 毫秒"),
    ("affected_percent != 3", "the percentage of users affected is not 3", "受影响用户的百分比不为 3"),
    ("data_loss", "data was lost", "有数据丢失"),
    ("!data_loss", "no data was lost", "没有数据丢失"),
    ("data_loss == false", "no data was lost", "没有数据丢失"),
    ("data_loss != false", "data was lost", "有数据丢失"),
    (
        "data_loss == function_down",
        "(data was lost exactly when a function is down)",
        "（有数据丢失当且仅当有功能不可用）",
    ),
    ("region in ['eu', 'us']", "the region is one of these: “eu”, “us”", "区域为以下之一：“eu”、“us”"),
    ("!(region in ['eu'])", "the region is none of these: “eu”", "区域不是以下任何一个：“eu”"),
    ("environment != 'test'", "the environment is not “test”", "环境不为“测试”"),
    ("function_down || data_loss", "a function is down, or data was lost", "有功能不可用，或有数据丢失"),
    (
        "function_down && data_loss || question_only",
        "a function is down and data was lost; or it is only a question",
        "有功能不可用且有数据丢失；或仅为咨询",
    ),
    (
        "(function_down || data_loss) && reproducible",
        "(a function is down, or data was lost) and it can be reproduced",
        "（有功能不可用，或有数据丢失）且可以复现",
    ),
    (
        "!(function_down && data_loss)",
        "it is not so that (a function is down and data was lost)",
        "并非（有功能不可用且有数据丢失）",
    ),
    (
        "function_down ? data_loss : question_only",
        "if a function is down, then data was lost, otherwise it is only a question",
        "如果有功能不可用，则有数据丢失，否则仅为咨询",
    ),
    ("queue_depth + 1 > 5", "“queue depth” plus 1 is more than 5", "“queue depth”加 1 超过 5"),
    ("queue_depth - 2 > 5", "“queue depth” minus 2 is more than 5", "“queue depth”减 2 超过 5"),
    ("queue_depth * 2 > 5", "“queue depth” times 2 is more than 5", "“queue depth”乘以 2 超过 5"),
    (
        "queue_depth / 2 > 5",
        "the whole part of “queue depth” divided by 2 is more than 5",
        "“queue depth”除以 2 的整数部分超过 5",
    ),
    ("latency_ms / 2.0 > 5", "the delay in milliseconds divided by 2 is more than 5", "延迟的毫秒数除以 2 超过 5"),
    (
        "queue_depth % 2 == 0",
        "the remainder of “queue depth” divided by 2 is 0",
        "“queue depth”除以 2 的余数为 0",
    ),
    ("-queue_depth < 0", "the negative of “queue depth” is less than 0", "“queue depth”的相反数低于 0"),
    ("region + 'x' == 'eux'", "the region followed by “x” is “eux”", "区域后接“x”为“eux”"),
    ("true", "this holds in every case", "任何情况下均成立"),
]


def operators(tree: Tree) -> set[str]:
    """Every operator in a tree, and every kind of leaf."""
    match tree:
        case Unary(operator, operand):
            return {f"unary {operator}", *operators(operand)}
        case Binary(operator, left, right):
            return {operator, *operators(left), *operators(right)}
        case Choice(condition, then, other):
            return {"? :", *operators(condition), *operators(then), *operators(other)}
        case Listing(items):
            return {"[]", *(found for item in items for found in operators(item))}
        case Name() | Literal():
            return {type(tree).__name__}


@pytest.mark.parametrize(("criterion", "english", "chinese"), SENTENCES)
def test_a_criterion_reads_as_a_sentence(criterion: str, english: str, chinese: str | None) -> None:
    assert check_criterion(criterion, NAMES) == []
    assert criterion_text(criterion, NAMES, "en") == english
    if chinese is not None:
        assert criterion_text(criterion, NAMES, "zh") == chinese


def test_every_operator_of_the_language_is_among_the_sentences() -> None:
    said = {found for criterion, _, _ in SENTENCES for found in operators(tree_of(criterion))}
    assert said == {
        *(sign for level in _LEVELS for sign in level),
        "unary !",
        "unary -",
        "? :",
        "[]",
        "Name",
        "Literal",
    }


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", STANDARD_EVIDENCE)
def test_every_known_evidence_has_words(lang: str, name: str) -> None:
    words = catalogue(lang)
    parts = ("is", "not") if STANDARD_EVIDENCE[name] == "boolean" else ("name",)
    assert all(words[f"evidence_{part}_{name}"] for part in parts)


@pytest.mark.parametrize(
    "criterion", ["region < 'eu'", "data_loss < true", "data_loss in [true]", "nonsense > 1", "a &&"]
)
def test_what_has_no_words_is_not_said(criterion: str) -> None:
    assert criterion_text(criterion, NAMES, "en") is None
    assert criterion_text(criterion, NAMES, "zh") is None


@given(booleans)
@settings(max_examples=150)
def test_any_criterion_over_amounts_and_truths_is_said(criterion: str) -> None:
    for lang in LANGUAGES:
        text = criterion_text(criterion, OWN, lang)
        assert text
        assert not re.search(r"&&|\|\||[<>=!?]|  ", text)
        assert text.count("(") == text.count(")")
        assert text.count("（") == text.count("）")


def test_a_contract_shows_the_expression_where_there_is_no_sentence() -> None:
    level = severity("A", response="1h") | {"criteria": "region < 'eu'"}
    terms = read_terms(document(severities=[level]))
    assert "A ticket has this severity if: `region < 'eu'`" in contract_text(terms, "en")


@pytest.mark.parametrize("name", ["standard", "typical", "enterprise"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_ready_contracts_show_no_identifier_but_as_written(name: str, lang: str) -> None:
    from upheld.contracts.samples import sample

    terms = load_terms(sample(name))
    text = contract_text(terms, lang)
    for level in terms.severities:
        assert level.criteria
        assert f"`{level.criteria}`" in text
    words = re.sub(r"`[^`\n]*`", "", text)
    assert not re.search(r"[a-z]_[a-z]|\bcsm\b|&&|\|\||==|>=", words)
    assert "|  |" not in re.sub(r"^\|.*\d.*\|$", "", words, flags=re.MULTILINE)
    if lang == "zh":
        left = set(re.findall(r"[A-Za-z]{2,}", words))
        assert left <= {"Standard", "Typical", "Enterprise", "Asia", "Shanghai", "SDK", "Webhook", "CNY"}


@pytest.mark.parametrize(("name", "goal", "effort"), [("standard", True, False), ("typical", False, True)])
def test_a_column_without_a_value_is_left_out(name: str, goal: bool, effort: bool) -> None:
    from upheld.contracts.samples import sample

    text = contract_text(load_terms(sample(name)), "en")
    assert ("| goal |" in text) is goal
    assert ("| best effort |" in text) is effort
