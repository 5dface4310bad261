"""Words: both languages, values, numbers; and that every template and refusal has its words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

from upheld.i18n import words
from upheld.i18n.texts import Text
from upheld.operations.errors import NotAllowed, NotFound, Refused
from upheld.ui.templatetags.ui import objective

SOURCE = Path(__file__).resolve().parents[2] / "src" / "upheld"
SAY = re.compile(r"{%\s*say\s+(?P<said>.*?)\s*%}", re.DOTALL)
WORD = re.compile(r"""["']([a-z_.0-9]+)["']\s*\|\s*word\b""")
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*") if path.is_file())


def test_both_languages_name_the_same_values():
    assert words.say("refused.too_many_attempts", lang="en", minutes=1, seconds=5).endswith("in 1 minute.")
    assert words.say("refused.too_many_attempts", lang="en-GB", minutes=2, seconds=90).endswith("in 2 minutes.")
    assert "2 分钟" in words.say("refused.too_many_attempts", lang="zh-Hant-HK", minutes=2, seconds=90)


def test_the_active_language_is_spoken():
    with override("zh-hans"):
        assert NotFound().text() == NotFound().text("zh") != NotFound().text("en")


def test_a_missing_word_or_value_is_an_error_here():
    with pytest.raises(words.UnknownWord, match=r"no\.such\.word"):
        words.say("no.such.word")
    with pytest.raises(words.UnknownWord, match="minutes"):
        words.say("refused.too_many_attempts")


def test_elsewhere_a_missing_word_hides_nothing(caplog):
    words.be_strict(False)
    try:
        assert words.say("no.such_word") == "such word"
    finally:
        words.be_strict()
    assert "no.such_word" in caplog.text


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "a"},
        {"en": "a", "zh": ""},
        {"en": "a", "zh": "甲", "de": "a"},
        {"en": "{n} a", "zh": "甲"},
        {"en": "<b>a</b>", "zh": "甲"},
        {"en": 'say "a"', "zh": "甲"},
        {"en": "{n!r}", "zh": "{n!r}"},
        {"en": "{n.real}", "zh": "{n.real}"},
        {"en": "{n:>9}", "zh": "{n:>9}"},
    ],
)
def test_a_catalogue_that_is_not_right_is_refused(texts):
    with pytest.raises(words.WrongWords, match=r"tests\.x"):
        words.check("tests.x", texts)


def test_values_are_escaped_in_pages():
    page = Template('{% load words %}{% say "people.invited" address=who %}')
    assert "<b>" not in page.render(Context({"who": "<b>x</b>"}))
    plain = Template('{% load words %}{% autoescape off %}{% say "people.invited" address=who %}{% endautoescape %}')
    assert "a&b" in plain.render(Context({"who": "a&b"}))


def test_every_language_is_complete():
    for code, texts in words.catalogue().items():
        assert set(texts) == set(words.LANGUAGES), code


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_word_of_a_template_is_there(path):
    text = path.read_text()
    for found in SAY.finditer(text):
        _check(found["said"])
    for code in WORD.findall(text):
        assert words.has(code), code


def _check(said: str) -> None:
    parts = re.findall(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""", said)
    if "as" in parts:
        parts = parts[: parts.index("as")]
    given = {part.split("=")[0] for part in parts if re.match(r"\w+=", part)}
    codes = [part for part in parts if not re.match(r"\w+=", part)]
    if not codes or codes[0][0] not in "\"'":
        return
    first = codes[0].split("|")[0].strip("\"'")
    if len(codes) == 1 and "|" not in codes[0]:
        assert words.has(first), first
        texts = words.catalogue()[first]
        assert Text(texts["en"]).names <= given, (first, given)
    else:
        start = first.rstrip(".") + "."
        assert any(code.startswith(start) for code in words.catalogue()), start


def _refusals() -> list[tuple[str, str]]:
    kinds = {one.__name__ for one in _all(Refused)}
    found = []
    for path in (one for one in SOURCE.rglob("*.py") if "sla" not in one.relative_to(SOURCE).parts):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found.append((f"{path.parent.name}/{path.name}", code.value))
    return sorted(set(found))


def _all(kind: type) -> set[type]:
    import importlib

    for name in ("accounts.operations", "contracts.operations", "desk.acts", "accounts.queries"):
        importlib.import_module(f"upheld.{name}")
    return {kind} | {one for child in kind.__subclasses__() for one in _all_loaded(child)}


def _all_loaded(kind: type) -> set[type]:
    return {kind} | {one for child in kind.__subclasses__() for one in _all_loaded(child)}


def test_every_refusal_has_its_words():
    found = _refusals()
    assert len(found) > 20
    assert [(place, code) for place, code in found if not words.has("refused", code)] == []
    assert NotAllowed().text("en") != NotAllowed().text("zh")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_first_cycle_of_a_promise_needs_no_number(language):
    with override(language):
        name = words.say("ui.objective", "update")
        assert objective("update") == name
        assert objective("update", 1) == name
        assert objective("update", 2) == f"{name} 2"
