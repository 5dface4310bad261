"""The catalogues: .po files that translators' tools open, read here without a step that compiles them."""

from __future__ import annotations

import pytest
from babel.messages.pofile import read_po

from upheld import locale
from upheld.locale import FOLDERS, LANGUAGES, UnreadableCatalogue, parse


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_readers_find_the_same_texts(language: str) -> None:
    path = f"{locale.__path__[0]}/{FOLDERS[language]}/LC_MESSAGES/upheld.po"
    with open(path, "rb") as file:
        messages = {message.id: message.string for message in read_po(file, abort_invalid=True) if message.id}
    assert messages == dict(locale.texts(language))


def test_the_languages_have_the_same_codes() -> None:
    assert locale.texts("en").keys() == locale.texts("zh").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_stand_in_order(language: str) -> None:
    assert list(locale.texts(language)) == sorted(locale.texts(language))


def test_a_text_may_have_several_lines_and_escapes() -> None:
    source = '# a comment\nmsgid "a.b"\nmsgstr ""\n"one \\"two\\"\\n"\n"three\\\\"\n\n#~ msgid "old"\n#~ msgstr "x"\n'
    assert parse(source) == {"a.b": 'one "two"\nthree\\'}


@pytest.mark.parametrize("source", ['msgid "a"\nmsgid "b"\nmsgstr "c"\n', "msgid a\nmsgstr b\n", 'msgid "a"\n'])
def test_what_is_no_catalogue_is_refused(source: str) -> None:
    with pytest.raises(UnreadableCatalogue):
        parse(source)


def test_a_code_stands_once() -> None:
    with pytest.raises(UnreadableCatalogue, match=r"a\.b stands twice"):
        parse('msgid "a.b"\nmsgstr "c"\n' * 2)
