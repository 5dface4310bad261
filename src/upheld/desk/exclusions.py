"""What the entries about exclusions say, in the same words on both sides."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.desk.queries.parts import ClaimView, HistoryLine
from upheld.i18n.words import say, short
from upheld.sla import Terms
from upheld.sla.words.say_amount import in_language


def exclusion_in_words(line: HistoryLine, claims: Iterable[ClaimView], terms: Terms) -> str:
    """What an entry about an exclusion says: who claims, grants or refuses it, under which clause, and how much of it.

    Empty for other entries.
    """
    kind = line.type.removeprefix("exclusion.")
    claim = next((one for one in claims if one.id == line.data.get("claim_id")), None)
    if claim is None or kind == line.type:
        return ""
    what = say("exclusion", claim.scope, clause=clause_in_words(terms, claim.clause))
    return say("exclusion", kind, str(line.data.get("by", "vendor")), what=what)


def clause_in_words(terms: Terms, name: str) -> str:
    """The words of an exclusion clause; its name where the contract has none."""
    return next((in_language(one.clause, short()) for one in terms.exclusions if one.id == name), name)
