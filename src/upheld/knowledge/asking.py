"""What a reader types → tsquery literals, from the strictest to the widest."""

from __future__ import annotations

import re
from itertools import pairwise

from upheld.knowledge.lexemes import fragments, lexemes, pair, quoted

QUERY_MAX = 200
TERMS_MAX = 16
PHRASE = re.compile(r'["“”]([^"“”]+)["“”]')


def questions(text: str) -> list[str]:
    """The queries to ask in turn until one finds something.

    First all words (and phrases in quotation marks), then all pairs of Chinese characters, then any word.
    Empty where there is nothing to look for.
    """
    text = text.replace("\x00", " ")[:QUERY_MAX]
    phrases = [phrase for phrase in map(_phrase, PHRASE.findall(text)) if phrase]
    words = _words(PHRASE.sub(" ", text))
    asked = [" & ".join([*phrases, *words])]
    pairs = list(dict.fromkeys(quoted(one) for one in fragments(text)))[:TERMS_MAX]
    latin = [word for word in words if word.isascii()]
    if pairs and not phrases:
        asked.append(" & ".join([*latin, *pairs]))
    if len(words) > 1 and not phrases:
        asked.append(" | ".join(words))
    return [one for one in dict.fromkeys(asked) if one]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(quoted(one.text) for one in lexemes(text) if one.word))[:TERMS_MAX]


def _phrase(text: str) -> str:
    found = [one for one in lexemes(text) if one.word][:TERMS_MAX]
    if not found:
        return ""
    joined, pairs = quoted(found[0].text), []
    for before, one in pairwise(found):
        distance = max(1, one.position - before.position)
        joined += f" <{distance}> {quoted(one.text)}"
        pairs.append(quoted(pair(before.text, one.text)))
    return " & ".join([*pairs, f"({joined})"])
