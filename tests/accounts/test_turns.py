"""Whose turn it is at hashing a password, and who is refused."""

from __future__ import annotations

import pytest

from support.processes import eventually
from support.turns import line, waiting
from upheld.accounts.strangers import party_of
from upheld.accounts.turns import (
    AGAIN_AFTER,
    CALM,
    HEAVY,
    LARGEST,
    PATIENCE,
    PAUSE,
    WRONG,
    Party,
    TooManyPasswords,
    Turns,
    person,
)


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def turns(clock: Clock) -> Turns:
    """Those of a process with eight threads."""
    return Turns(8, clock)


def strangers(count: int) -> list[Party]:
    return [party_of(f"203.0.{number}.7") for number in range(count)]


def wrong(turns: Turns, party: Party, times: int = 1) -> None:
    """The party has guessed."""
    for _ in range(times):
        turns.note_wrong(party)


def use(turns: Turns, party: Party, times: int) -> None:
    for _ in range(times):
        with turns.turn(party):
            pass


def test_whoever_used_least_lately_comes_first(turns: Turns) -> None:
    often, rarely, never = strangers(3)
    use(turns, often, 5)
    use(turns, rarely, 2)
    with line(turns, often, rarely, never) as seen:
        pass
    assert seen.served == [never, rarely, often]


def test_people_who_are_known_come_before_strangers_unless_they_come_all_the_time(turns: Turns) -> None:
    [stranger] = strangers(1)
    seldom, often, constantly = person(1), person(2), person(3)
    use(turns, seldom, 3)
    use(turns, often, 7)
    use(turns, constantly, int(HEAVY) - 1)
    with line(turns, constantly, often, stranger, seldom) as seen:
        pass
    assert seen.served == [seldom, stranger, often, constantly]


def test_within_one_network_the_client_that_used_less_comes_first(turns: Turns) -> None:
    attacker, neighbour = party_of("203.0.113.5"), party_of("203.0.113.7")
    use(turns, attacker, 3)
    with line(turns, attacker, neighbour) as seen:
        pass
    assert seen.served == [neighbour, attacker]


def test_when_too_many_wait_whoever_used_most_is_refused(turns: Turns, clock: Clock) -> None:
    [stormy, *others] = strangers(turns.threads)
    use(turns, stormy, 2)
    with line(turns, stormy, *others) as seen:
        assert seen.refused == [stormy]
    assert seen.served == others


def test_in_a_lasting_crowd_threads_stay_free(turns: Turns, clock: Clock) -> None:
    *parties, late = strangers(turns.most)
    with line(turns, *parties) as seen:
        clock.now = CALM
        with pytest.raises(TooManyPasswords) as refused:
            use(turns, late, 1)
    assert refused.value.retry_after == AGAIN_AFTER
    assert seen.served == parties


def test_heavy_parties_have_one_turn_a_second_together(turns: Turns, clock: Clock) -> None:
    first, second, light = strangers(3)
    for party in (first, second):
        wrong(turns, party, 4)
    use(turns, first, 1)
    with waiting(turns, second) as seen:
        use(turns, light, 1)
        assert seen.served == []
        clock.now += PAUSE
        use(turns, light, 1)
        eventually(lambda: seen.served == [second], "the heavy party has its turn")


def test_of_the_heavy_few_wait_and_the_heaviest_is_refused(clock: Clock) -> None:
    turns = Turns(4, clock)
    attacker, victim, light = strangers(3)
    wrong(turns, attacker, 5)
    wrong(turns, victim, 3)
    with line(turns, attacker, victim, light) as seen:
        assert seen.refused == [attacker]
    assert seen.served == [light, victim]


def test_after_one_wrong_password_an_office_is_not_heavy_and_two_minutes_forget_two_turns(
    turns: Turns, clock: Clock
) -> None:
    office = party_of("203.0.113.5")
    use(turns, office, 1)
    wrong(turns, office)
    assert turns.load(office.names[0]) == WRONG
    colleagues = [party_of(f"203.0.113.{number}") for number in range(6)]
    with line(turns, *colleagues) as seen:
        assert seen.refused == []
    assert seen.served[0] == colleagues[0]
    assert turns.load(office.names[0]) == WRONG + 6
    clock.now += 120
    assert turns.load(office.names[0]) == WRONG + 4


def test_whoever_asks_again_and_again_comes_after_newcomers_and_is_not_heavy(turns: Turns, clock: Clock) -> None:
    *parties, stormy, newcomer = strangers(turns.most + 1)
    with line(turns, *parties):
        clock.now = CALM
        for _ in range(100):
            with pytest.raises(TooManyPasswords):
                use(turns, stormy, 1)
    assert turns.load(stormy.names[0]) == WRONG
    with line(turns, stormy, newcomer) as seen:
        pass
    assert seen.served == [newcomer, stormy]


def test_every_load_is_forgotten_within_an_hour(turns: Turns, clock: Clock) -> None:
    [stormy] = strangers(1)
    wrong(turns, stormy, 100)
    assert turns.load(stormy.names[0]) == LARGEST
    clock.now += 3600
    assert turns.load(stormy.names[0]) == 0


def test_nobody_waits_for_long(turns: Turns, clock: Clock) -> None:
    stranger, late = strangers(2)
    with line(turns, stranger) as seen:
        clock.now = PATIENCE
        with waiting(turns, late):
            eventually(lambda: seen.refused == [stranger], "the first waited too long")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::/64", "2001:db8:1:fff::/64", True),
        ("2001:db8:1:2::/64", "2001:db8:2:2::/64", False),
        ("unknown", "unknown", True),
    ],
)
def test_the_addresses_of_one_customer_of_a_provider_are_one_party(first: str, second: str, same: bool) -> None:
    assert (party_of(first).names[0] == party_of(second).names[0]) is same
