"""The texts that people read, in English and Chinese.

All stand in the catalogues of `upheld.locale`. A text may name values, ``{name}``, and choose by number,
``{count:ticket|tickets}``. A code that is not there, or a value that is missing, is an error in tests and in debugging;
elsewhere the last part of the code is shown and the lack is logged, because a missing word must not hide a ticket.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from upheld import locale
from upheld.i18n.texts import Text

__all__ = ["LANGUAGES", "UnknownWord", "be_strict", "catalogue", "check", "constant", "has", "load", "say", "short"]

LANGUAGES = locale.LANGUAGES
CORE = "sla."
"""Begins the codes of the core, which speaks for itself (`upheld.sla.words`)."""
FORBIDDEN = frozenset('<>&"')  # so that a text may stand in HTML and in an attribute as it is
log = logging.getLogger(__name__)
_texts: dict[str, Mapping[str, Text]] = {}
_strict = False


class UnknownWord(LookupError):
    """No text for a code, or a value that the text names is not given."""


class WrongWords(ValueError):
    """A text that cannot be used: a language is missing, the languages name different values, it holds markup."""


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
    return ".".join(str(part) for part in code) in _texts


def load() -> None:
    """Read the catalogues. Raises WrongWords where something is not right."""
    for code, texts in catalogue().items():
        check(code, texts)
        _texts[code] = {language: Text(text) for language, text in texts.items()}


def catalogue() -> dict[str, dict[str, str]]:
    """All texts of the pages and mails, by code and language."""
    texts: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        for code, text in locale.texts(language).items():
            if not code.startswith(CORE):
                texts.setdefault(code, {})[language] = text
    return texts


def be_strict(strict: bool = True) -> None:
    """From now on a missing word raises UnknownWord."""
    global _strict  # noqa: PLW0603
    _strict = strict


def check(code: str, texts: Mapping[str, str]) -> None:
    """Raise WrongWords unless a code has one text in each language, with the same values and without markup."""
    missing = [language for language in LANGUAGES if not texts.get(language)]
    if missing or set(texts) - set(LANGUAGES):
        raise WrongWords(f"{code}: expected the languages {LANGUAGES}, found {sorted(texts)}")
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
