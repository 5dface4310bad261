"""Every code has its words, in both languages, with the same parameters."""

import re
from pathlib import Path

import pytest

import upheld.sla
from upheld.sla.words import LANGUAGES, catalogue, say

SOURCE = Path(upheld.sla.__file__).parent
RAISED = re.compile(
    r"(?:wrong|Refused|CannotParse|self\.fail|_Wrong|CannotAssess|Problem)\("
    r"(?:(?:self\.path|path|key|name|f?\"[^\"]*\"|str\(name\)\[:80\]),\s*)?\"([a-z_]+)\""
)


def parameters(text: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{([a-z_]+)\}", text))


def test_the_languages_have_the_same_codes_with_the_same_parameters() -> None:
    english, chinese = catalogue("en"), catalogue("zh")
    assert set(english) == set(chinese)
    for code in english:
        assert parameters(english[code]) == parameters(chinese[code]), code


def test_every_code_that_is_raised_has_words() -> None:
    raised = {code for path in SOURCE.rglob("*.py") for code in RAISED.findall(path.read_text("utf-8"))}
    assert len(raised) > 90
    assert raised <= set(catalogue("en"))


def test_an_unknown_language_falls_back_to_english() -> None:
    assert say("no_dispute", {}, "fr") == say("no_dispute", {}, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_breaks_on_its_parameters(lang: str) -> None:
    for code, text in catalogue(lang).items():
        assert say(code, dict.fromkeys(parameters(text), 1), lang) or code == "sentence"
