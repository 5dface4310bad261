"""Texts of ledger entries about exclusions, the same for both sides."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.desk.queries.parts import ClaimView, HistoryLine
from upheld.i18n.words import say, short
from upheld.sla import Terms
from upheld.sla.words.say_amount import in_language


def exclusion_in_words(line: HistoryLine, claims: Iterable[ClaimView], terms: Terms) -> str:
    """Returns the text of an entry about an exclusion: who claims, grants or refuses it, its clause and its scope.

    Returns an empty text for other entries.
    """
    kind = line.type.removeprefix("exclusion.")
    claim = next((claim for claim in claims if claim.id == line.data.get("claim_id")), None)
    if claim is None or kind == line.type:
        return ""
    what = say("exclusion", claim.scope, clause=clause_in_words(terms, claim.clause))
    return say("exclusion", kind, str(line.data.get("by", "vendor")), what=what)


def clause_in_words(terms: Terms, name: str) -> str:
    """Returns the text of an exclusion clause, or its name if the contract has no text for it."""
    return next(
        (in_language(exclusion.clause, short()) for exclusion in terms.exclusions if exclusion.id == name), name
    )
