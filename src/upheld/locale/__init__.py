"""The catalogues: every text that people read, by code, in one .po file for each language.

They are read as they are, with the standard library alone: there is no step that compiles them, and none that could be
forgotten. Codes of the core begin with ``sla.``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

FOLDERS: Final = {"en": "en", "zh": "zh_Hans"}
"""The folder of each language."""
LANGUAGES: Final = tuple(FOLDERS)
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', re.MULTILINE)

COMMENT = re.compile(r"^#.*\n", re.MULTILINE)
ESCAPE = re.compile(r"\\(.)")
ESCAPES: Final = {"n": "\n", "t": "\t"}


class UnreadableCatalogue(ValueError):
    """A catalogue that holds something else than codes and texts, or a code twice."""


@cache
def texts(lang: str) -> Mapping[str, str]:
    """Returns the texts of a language by code. Raises ``UnreadableCatalogue``; KeyError for another language."""
    return parse(files(__name__).joinpath(FOLDERS[lang], "LC_MESSAGES", "upheld.po").read_text(encoding="utf-8"))


def parse(source: str) -> dict[str, str]:
    """Returns the texts of a catalogue by code. Comments and the header are left out."""
    entries = COMMENT.sub("", source)
    catalogue: dict[str, str] = {}
    for code, text in ENTRY.findall(entries):
        name = _joined(code)
        if name in catalogue:
            raise UnreadableCatalogue(f"the code {name} stands twice")
        catalogue[name] = _joined(text)
    leftover = ENTRY.sub("", entries).strip()
    if leftover:
        raise UnreadableCatalogue(f"neither a code nor a text: {leftover.splitlines()[0]}")
    catalogue.pop("", None)
    return catalogue


def _joined(lines: str) -> str:
    """Joins the quoted lines of a text and replaces their escapes."""
    text = "".join([line[1:-1] for line in lines.splitlines()])
    return ESCAPE.sub(lambda escape: ESCAPES.get(escape[1], escape[1]), text) if "\\" in text else text
