"""The catalogue of all texts that people read, in English and Chinese.

A context keeps its words in its own ``words.py`` (and ``words_….py``), as ``WORDS: {code: {"en": …, "zh": …}}``;
they are found when Django starts. A text may name values, ``{name}``, and choose by number, ``{count:ticket|tickets}``.
A code that is not there, or that lacks a language, is an error in tests and in debugging; elsewhere its last
part is shown and the lack is logged, because a missing word must not hide a ticket.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from upheld.i18n.texts import Text
from upheld.i18n.vocabulary import WORDS

__all__ = [
    "LANGUAGES",
    "WORDS",
    "UnknownWord",
    "be_strict",
    "catalogue",
    "constant",
    "discover",
    "has",
    "register",
    "say",
    "short",
]

LANGUAGES = ("en", "zh")
FORBIDDEN = frozenset('<>&"')  # so that a text may stand in HTML and in an attribute as it is
log = logging.getLogger(__name__)
_catalogue: dict[str, Mapping[str, str]] = {}
_texts: dict[str, Mapping[str, Text]] = {}
_strict = False


class UnknownWord(LookupError):
    """No text for a code, or a value that the text names is not given."""


class WrongWords(ValueError):
    """A catalogue that cannot be registered: a language is missing, a code is taken, the values differ."""


def short(lang: str | None = None) -> str:
    """``zh`` for any Chinese, else ``en``; the active language where none is given."""
    if lang is None:
        from django.utils.translation import get_language  # here, because recomputing needs no Django

        lang = get_language()
    return lang if lang in LANGUAGES else "zh" if (lang or "").lower().startswith("zh") else "en"


def say(*code: str, lang: str | None = None, **values: object) -> str:
    """The text of a code, given whole or in parts: ``say("role", role)`` is ``say("role.engineer")``."""
    joined = code[0] if len(code) == 1 else ".".join([str(part) for part in code])
    try:
        return _texts[joined][short(lang)].filled(values)
    except KeyError as error:
        if _strict:
            raise UnknownWord(f"{joined!r} has no text, or lacks the value {error}") from error
        log.error("no words for %s (%s)", joined, error)
        return joined.rpartition(".")[2].replace("_", " ")


def constant(code: str, lang: str) -> str | None:
    """The text of a code that takes no values; ``None`` for any other code."""
    texts = _texts.get(code)
    return texts[lang].whole if texts else None


def has(*code: str) -> bool:
    """Whether a code, given whole or in parts, has a text."""
    return ".".join(str(part) for part in code) in _catalogue


def register(words: Mapping[str, Mapping[str, str]]) -> None:
    """Add a context's words; raises WrongWords where something is not right."""
    for code, texts in words.items():
        _check(code, texts)
        _catalogue[code] = texts
        _texts[code] = {language: Text(text) for language, text in texts.items()}


def discover() -> None:
    """Register ``WORDS`` of the modules ``words`` and ``words_…`` of every installed application of ours."""
    from django.apps import apps

    for app in apps.get_app_configs():
        if app.name.startswith("upheld."):
            for module in iter_modules([app.path]):
                if module.name == "words" or module.name.startswith("words_"):
                    register(getattr(import_module(f"{app.name}.{module.name}"), "WORDS", {}))


def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All that is registered; for tests and documents."""
    return dict(_catalogue)


def be_strict(strict: bool = True) -> None:
    """From now on a missing word raises UnknownWord."""
    global _strict  # noqa: PLW0603
    _strict = strict


def _check(code: str, texts: Mapping[str, str]) -> None:
    missing = [language for language in LANGUAGES if not texts.get(language)]
    if missing or set(texts) - set(LANGUAGES):
        raise WrongWords(f"{code}: expected the languages {LANGUAGES}, found {sorted(texts)}")
    if _catalogue.get(code, texts) != texts:
        raise WrongWords(f"{code}: another context has this code, with other words")
    names = [_names(code, texts[language]) for language in LANGUAGES]
    if names[0] != names[1]:
        raise WrongWords(f"{code}: the languages name different values: {names}")

    if any(set(text) & FORBIDDEN for text in texts.values()):
        raise WrongWords(f"{code}: write ‘’ “” instead of straight double quotes, and no markup")


def _names(code: str, text: str) -> frozenset[str]:
    try:
        return Text(text).names
    except ValueError as error:
        raise WrongWords(f"{code}: {error}") from error
