"""Templates by language: constant words become text, everything else is rendered when it is shown."""

from __future__ import annotations

import pytest
from django.template.loader import get_template, render_to_string
from django.utils.translation import override

from upheld.i18n import words
from upheld.i18n.template_loader import inline_constants


@pytest.mark.parametrize("lang", words.LANGUAGES)
@pytest.mark.parametrize("source", ['{% say "ui.search" %}', "{%say 'ui.search'%}"])
def test_a_constant_word_becomes_text(lang: str, source: str):
    assert inline_constants(f"<p>{source}</p>", lang) == f"<p>{words.say('ui.search', lang=lang)}</p>"


@pytest.mark.parametrize(
    "source",
    [
        '{% say "console.fresh" count=3 %}',
        '{% say "console.fresh" %}',
        '{% say "ui.state" one %}',
        '{% say "ui.search" as text %}',
        '{% say "no.such.word" %}',
        "{% say code %}",
    ],
)
def test_what_is_not_constant_stays(source: str):
    assert inline_constants(source, "en") == source


def test_each_reader_gets_the_template_of_their_language():
    for language, lang in (("en", "en"), ("zh-hans", "zh"), ("en", "en")):
        with override(language):
            assert get_template("404.html")
            assert words.say("stop.not_found", lang=lang) in render_to_string("404.html", {"text": ""})
