"""Figures and credits of the core, against a second opinion that was written from the semantics page alone."""

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from sla import oracle
from sla.making import at, fact, filed, look, make_terms, replied
from sla.oracle import figures
from sla.oracle.histories import history
from sla.product import moment
from sla.test_figures import row
from upheld.sla import Claim, assess, credits_together, decisions, read_fact, read_terms
from upheld.sla.instant import write_instant


@pytest.mark.parametrize("seeds", [range(first, first + 100) for first in range(0, 400, 100)], ids=str)
def test_updates_count_as_the_reference_counts_them(seeds: range) -> None:
    for seed in seeds:
        drawn = history(seed)
        terms, facts = read_terms(drawn.terms), [read_fact(one) for one in drawn.facts]
        for as_of in drawn.as_of:
            expected = figures.updates(oracle.assess(drawn.terms, drawn.facts, as_of).readings)
            assert _updates(assess(terms, facts, moment(as_of))) == expected, f"seed {seed} as of {as_of}"


def test_the_drawn_histories_have_every_kind_of_updates() -> None:
    kinds = set()
    for seed in range(400):
        drawn = history(seed)
        verdict = oracle.assess(drawn.terms, drawn.facts, drawn.as_of[-1])
        counted = figures.updates(verdict.readings)
        silent = any(
            reading["objective"] == "update" and reading["state"] == "cancelled" for reading in verdict.readings
        )
        kinds.add(counted[0] if counted else "ended undecided" if silent else "")
    assert kinds == {"met", "missed", "ended undecided", ""}


def _updates(found: Any) -> tuple[str, str] | None:
    for decision in decisions("1", found):
        if decision.objective == "update":
            return str(decision.outcome), write_instant(decision.decided_at)
    return None


def test_updates_that_ended_before_the_first_was_due_are_not_counted() -> None:
    """By hand: answered 10:05, first update due 11:05, solved and accepted 10:50. No cycle was decided."""
    solved = [fact("10:45", "resolution_provided", id="r"), fact("10:50", "resolution_accepted", id="r")]
    silent = [filed(), replied("10:05"), *solved]
    assert "update" not in {decision.objective for decision in decisions("7", look(make_terms(), silent, "12:00"))}


def test_one_met_cycle_makes_updates_met_and_one_missed_makes_them_missed() -> None:
    """By hand: an update at 10:30 ends the cycle due 11:05 as met; without it the cycle is missed at 11:05."""
    end = [fact("11:20", "resolution_provided", id="r"), fact("11:25", "resolution_accepted", id="r")]
    terms = make_terms()
    met = [filed(), replied("10:05"), replied("10:30"), *end]
    assert _updates(look(terms, met, "12:00")) == ("met", write_instant(at("11:25")))
    missed = [filed(), replied("10:05"), *end]
    assert _updates(look(terms, missed, "12:00")) == ("missed", write_instant(at("11:05")))


def test_updates_cancelled_with_their_ticket_before_any_was_due_are_not_counted() -> None:
    facts = [filed(), replied("10:05"), fact("10:20", "ticket_cancelled", reason="withdrawn")]
    assert _updates(look(make_terms(), facts, "12:00")) is None


def _terms(cap: str, credit: str, currency: str = "CNY") -> Any:
    band = {"objective": "response", "below": "99%", "credit": credit}
    return make_terms(credits={"currency": currency, "cap": cap, "bands": [band]})


MISSED = [row("response", "P0", 0, 1)]


@pytest.mark.parametrize(
    ("versions", "totals", "capped"),
    [
        # (cap, credit, fee) of each version: by hand
        ([("30%", "20%", 1000), ("30%", "20%", 1000)], ["200.00", "100.00"], [False, True]),
        ([("10%", "20%", 1000), ("30%", "5%", 1000)], ["200.00", "50.00"], [False, False]),
        ([("10%", "20%", 1000)], ["100.00"], [True]),
        ([("30%", "20%", 1000), ("30%", "30%", 2000)], ["200.00", "400.00"], [False, True]),
        (
            [("30%", "30%", 1000), ("20%", "20%", 1000), ("5%", "5%", 1000)],
            ["300.00", "0.00", "0.00"],
            [False, True, True],
        ),
    ],
)
def test_one_cap_bounds_all_versions_of_a_contract(versions: Any, totals: list[str], capped: list[bool]) -> None:
    claims = [Claim(_terms(cap, credit), MISSED, Decimal(fee)) for cap, credit, fee in versions]
    found = credits_together(claims)
    assert [str(one.total) for one in found] == totals
    assert [one.capped for one in found] == capped


def test_each_version_is_judged_by_its_own_bands_on_its_own_figures() -> None:
    kept = Claim(_terms("30%", "20%"), [row("response", "P0", 1, 0)], Decimal(1000))
    late = Claim(_terms("30%", "10%"), MISSED, Decimal(1000))
    assert [str(one.total) for one in credits_together([kept, late])] == ["0.00", "100.00"]


def test_what_was_acted_on_leaves_that_much_less_room() -> None:
    settled = Claim(_terms("30%", "20%"), MISSED, Decimal(1000), settled=Decimal("250.00"))
    open_one = Claim(_terms("30%", "20%"), MISSED, Decimal(1000))
    assert credits_together([open_one, settled])[0].total == Decimal("50.00")
    assert credits_together([settled, open_one])[1].total == Decimal("50.00")


def test_versions_in_two_currencies_are_bounded_apart() -> None:
    claims = [Claim(_terms("30%", "30%", name), MISSED, Decimal(1000)) for name in ("CNY", "EUR")]
    assert [(str(one.total), one.currency) for one in credits_together(claims)] == [
        ("300.00", "CNY"),
        ("300.00", "EUR"),
    ]


def test_the_sum_is_rounded_once() -> None:
    """By hand: 5 % of 0.50 is 0.025 twice; each rounded would be 0.02 + 0.02, the sum is 0.05."""
    claims = [Claim(_terms("100%", "5%"), MISSED, Decimal("0.50")) for _ in range(2)]
    assert sum(one.total for one in credits_together(claims)) == Decimal("0.05")


def test_credits_agree_with_the_reference() -> None:
    chance = random.Random(7)
    for _ in range(300):
        drawn = [(chance.randint(1, 100), chance.randint(1, 100), chance.randint(0, 99_999)) for _ in range(3)]
        claims = [Claim(_terms(f"{cap}%", f"{share}%"), MISSED, Decimal(fee) / 100) for share, cap, fee in drawn]
        expected = figures.money([(Fraction(share, 100), Fraction(cap, 100), fee) for share, cap, fee in drawn])
        assert [one.total for one in credits_together(claims)] == [Decimal(cents) / 100 for cents in expected], drawn
