"""Random histories of one ticket, each the same for the same seed."""

from random import Random
from typing import Any, NamedTuple

from sla.oracle.draw_facts import Draw
from sla.oracle.draw_terms import ZONES, first_day, terms
from sla.oracle.units import DAY, MINUTE, SECOND, day_number, written


class History(NamedTuple):
    """Plain data, as in `upheld sla assess --cases`, to be looked at from several instants."""

    terms: dict[str, Any]
    facts: list[dict[str, Any]]
    as_of: list[str]


def history(seed: int) -> History:
    """One history; one in twenty-five spans about a year, the others mostly less than a fortnight."""
    random = Random(seed)
    zone = random.choice(ZONES)
    first = first_day(random, zone)
    long = random.random() < 0.04
    document = terms(random, zone, first, long=long)
    grain = random.choice((DAY, MINUTE, MINUTE, SECOND, 1))
    begin = day_number(first) * DAY + random.randrange(0, DAY, grain)
    draw = Draw(random, document, begin, long=long)
    facts = draw.run(random.choice((1, 3, 5, 8, 12, 16, 24)))
    seen = {draw.now, draw.moment(), random.randint(begin - MINUTE, draw.now)}
    return History(document, facts, [str(written(at)) for at in sorted(seen)])
