"""Facts taken in one by one; acceptance by silence happens between them."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from sla.oracle.contract import Contract
from sla.oracle.effects import EFFECTS, accept
from sla.oracle.legality import reason_to_refuse
from sla.oracle.story import Delivery, Story
from sla.oracle.units import instant


def tell(contract: Contract, facts: list[Mapping[str, Any]], as_of: int) -> Story:
    """The story as it is known at `as_of`; refused facts change nothing and are listed."""
    story = Story()
    for given in facts:
        at = instant(given["at"])
        if at > as_of:
            continue
        after = _silent_until(contract, story, at)
        fact = {**given, "at": at}
        if reason := _backwards(story, at) or reason_to_refuse(contract, after, fact):
            story.refused.append((dict(given), reason))
            continue
        story = after
        EFFECTS[fact["type"]](contract, story, fact)
        story.last_at = at
    return _silent_until(contract, story, as_of)


def _backwards(story: Story, at: int) -> str | None:
    return "time runs backwards" if story.last_at is not None and at < story.last_at else None


def _silent_until(contract: Contract, story: Story, now: int) -> Story:
    """The story after every silence that ended before `now`; a copy, for the fact at `now` may be refused."""
    if _next_silence(story, now) is None:
        return story
    story = deepcopy(story)
    while delivery := _next_silence(story, now):
        assert delivery.silence_at is not None
        accept(contract, story, delivery, delivery.silence_at)
    return story


def _next_silence(story: Story, now: int) -> Delivery | None:
    if story.cancelled_at is not None:
        return None
    ended = [d for d in story.undecided() if d.silence_at is not None and d.silence_at < now]
    return min(ended, key=lambda d: d.silence_at or 0, default=None)  # of two at once, the one provided first
