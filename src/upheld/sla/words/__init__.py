"""Words for the codes of the core, in every language that has a catalogue.

Errors, refusals and reasons leave the core as a code with parameters (semantics §6); pages and commands say them
through ``say``. A catalogue is loaded when it is first used.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Final

LANGUAGES: Final = ("en", "zh")


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """The sentences of a language by code; English for a language without a catalogue."""
    name = lang if lang in LANGUAGES else "en"
    words: dict[str, str] = {}
    for part in (name, f"{name}_contract", f"{name}_criteria"):
        words |= import_module(f"upheld.sla.words.{part}").WORDS
    return words


def say(code: str, params: Mapping[str, str | int], lang: str) -> str:
    """The sentence for a code. KeyError if there is none: a missing word is a defect."""
    return catalogue(lang)[code].format_map(params)


def say_name(kind: str, name: str, lang: str) -> str:
    """A name that a contract uses, such as ``party`` ``csm``, in words; one without a word as it is, unjoined."""
    return catalogue(lang).get(f"{kind}_{name}") or name.replace("_", " ")
