"""Words for the codes of the core, in English and Chinese.

Errors, refusals and reasons leave the core as a code with parameters (semantics §6); pages and commands say them
through ``say``. The texts stand in the catalogues of `upheld.locale`, under ``sla.`` and their code.
"""

from collections.abc import Mapping
from functools import cache
from typing import Final

from upheld import locale

LANGUAGES: Final = locale.LANGUAGES
PREFIX: Final = "sla."


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """The sentences of a language by code; English for a language without a catalogue."""
    texts = locale.texts(lang if lang in LANGUAGES else "en")
    return {code.removeprefix(PREFIX): text for code, text in texts.items() if code.startswith(PREFIX)}


def say(code: str, params: Mapping[str, str | int], lang: str) -> str:
    """The sentence for a code. KeyError if there is none: a missing word is a defect."""
    return catalogue(lang)[code].format_map(params)


def say_name(kind: str, name: str, lang: str) -> str:
    """A name that a contract uses, such as ``party`` ``csm``, in words; one without a word as it is, unjoined."""
    return catalogue(lang).get(f"{kind}_{name}") or name.replace("_", " ")
