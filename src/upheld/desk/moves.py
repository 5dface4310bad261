"""Which tickets a later calendar edition may not be applied to. The desk obeys this rule, and the check of exports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from upheld.sla import Fact, Terms, assess


def takes_back(before: Terms, after: Terms, facts: Sequence[Fact], at: datetime) -> bool:
    """Tells whether a move to a later edition would take back what was done, or what somebody may still do.

    That is so if an accepted fact would be refused, or an undecided delivery would already be accepted by silence.
    """
    now, then = (assess(terms, facts, at) for terms in (before, after))
    refused = [refusal.fact for refusal in now.refused]
    accepted = {delivery.id for delivery in now.deliveries if delivery.by_silence}
    refuses = any(refusal.fact not in refused for refusal in then.refused)
    return refuses or any(delivery.by_silence and delivery.id not in accepted for delivery in then.deliveries)
