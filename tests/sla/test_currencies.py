"""Credits are granted in currencies of ISO 4217, and rounded to the smallest unit of each."""

from __future__ import annotations

from fractions import Fraction

import pytest

from factories.terms import always
from upheld.sla import TermsInvalid, load_draft, load_terms
from upheld.sla.remedies import rounded

BAND = "{objective: response, severity: P0, below: 99%, credit: 5%}"


def terms(currency: str) -> str:
    return always() + f"credits: {{currency: {currency}, bands: [{BAND}]}}\n"


@pytest.mark.parametrize("currency", ["RWF", "GNF", "KMF", "DJF", "BIF", "VUV", "JPY", "XOF"])
def test_a_currency_without_minor_units_is_rounded_to_whole_ones(currency: str) -> None:
    assert f"{rounded(Fraction(2001, 20), currency):f}" == "100"


@pytest.mark.parametrize("currency", ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
def test_a_currency_of_thousands_is_rounded_to_three_decimals(currency: str) -> None:
    assert f"{rounded(Fraction(100, 3), currency):f}" == "33.333"


@pytest.mark.parametrize("currency", ["ZZZ", "XXX", "XAU", "CLF"])
def test_another_code_is_refused_for_a_new_version_only(currency: str) -> None:
    with pytest.raises(TermsInvalid) as refused:
        load_draft(terms(currency))
    assert [(problem.path, problem.code) for problem in refused.value.problems] == [
        ("credits.currency", "unknown_currency")
    ]
    published = load_terms(terms(currency))
    assert published.credits is not None
    assert published.credits.currency == currency
    for known in ("CNY", "EUR", "RWF", "KWD"):
        assert load_draft(terms(known)).version == 1
