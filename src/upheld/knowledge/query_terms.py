"""Translates search text to tsquery literals, from the strictest to the widest."""

from __future__ import annotations

import re
from itertools import pairwise

from upheld.knowledge.lexemes import STARTS_HAN, han_lexemes, han_runs, lexemes, pair, quoted

QUERY_MAX = 200
TERMS_MAX = 16
EXACT_MAX = 4
"""The most runs of Chinese that are searched in the texts themselves."""
PHRASE = re.compile(r'["“”]([^"“”]+)["“”]')


def tsqueries(text: str) -> list[str]:
    """Returns the queries to run in turn until one has results.

    The first query requires everything as written: phrases in quotation marks, words, and runs of Chinese by their
    pairs of characters (see also `exact`). The second uses segmented Chinese words, the third any of the words. Empty
    if the text has no words.
    """
    text = _clean(text)
    phrases = [phrase for phrase in map(_phrase, PHRASE.findall(text)) if phrase]
    rest = PHRASE.sub(" ", text)
    words = _words(rest)
    queries = [" & ".join([*phrases, *_latin(words), *_runs(rest)])]
    queries.append(" & ".join([*phrases, *words]))
    if len(words) > 1 and not phrases:
        queries.append(" | ".join(words))
    return [query for query in dict.fromkeys(queries) if query]


def exact(text: str) -> list[str]:
    """Returns the runs of Chinese that a match of the first query must contain, because pairs may match apart."""
    return [run for run in dict.fromkeys(han_runs(_clean(text))) if len(run) > 2][:EXACT_MAX]


def _clean(text: str) -> str:
    return text.replace("\x00", " ")[:QUERY_MAX]


def _latin(words: list[str]) -> list[str]:
    return [word for word in words if not STARTS_HAN.match(word.lstrip("'"))]


def _runs(text: str) -> list[str]:
    pairs = [quoted(lexeme) for run in han_runs(text) for lexeme in han_lexemes(run)]
    return list(dict.fromkeys(pairs))[:TERMS_MAX]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(quoted(lexeme.text) for lexeme in lexemes(text) if lexeme.word))[:TERMS_MAX]


def _phrase(text: str) -> str:
    runs = _runs(text)
    if runs:  # words that a segmenter cuts out of a phrase may be cut otherwise within a sentence
        return " & ".join([*_latin(_words(text)), *runs])
    words = [lexeme for lexeme in lexemes(text) if lexeme.word][:TERMS_MAX]
    if not words:
        return ""
    joined, pairs = quoted(words[0].text), []
    for before, after in pairwise(words):
        distance = max(1, after.position - before.position)
        joined += f" <{distance}> {quoted(after.text)}"
        pairs.append(quoted(pair(before.text, after.text)))
    return " & ".join([*pairs, f"({joined})"])
