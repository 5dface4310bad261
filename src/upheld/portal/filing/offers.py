"""What can be filed: the levels that the contract offers, with every deadline before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.request import Request
from upheld.contracts.queries import Cover, covering
from upheld.desk.queries import preview_filing
from upheld.desk.terms import terms_for_version
from upheld.i18n.words import say, short
from upheld.portal.filing.evidence import Proposed, Question, proposal, questions
from upheld.portal.plain import Promise, criterion, promises
from upheld.portal.query_params import number_of
from upheld.sla import Terms


@dataclass(frozen=True, slots=True)
class Deadline:
    """What would be due, and when, if the ticket were filed now."""

    promise: Promise
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A level to choose, with what it needs and what it promises."""

    id: str
    name: str
    criterion: str
    deadlines: tuple[Deadline, ...]
    channels: tuple[str, ...]
    chosen: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """All levels, the cover that they come from, and what the answers say."""

    cover: Cover
    contract: str
    zone: str
    offers: tuple[Offer, ...]
    questions: tuple[Question, ...]
    proposal: Proposed | None


def offered(request: Request, organisation_id: int, given: Mapping[str, str]) -> Offered | None:
    """What a ticket about this product, here and now, could be; ``None`` before a product is chosen."""
    product = number_of(given.get("product"))
    if product is None:
        return None
    about = {"region": given.get("region", "")[:40], "environment": given.get("environment", "")[:12] or "production"}
    cover = covering(organisation_id=organisation_id, product_id=product, at=request.now, **about)
    terms = terms_for_version(cover.version_id)
    previews = preview_filing(
        organisation_id=organisation_id, product_id=product, actor=request.person, now=request.now, **about
    )
    due = {
        preview.severity: {str(reading.objective): reading.due_at for reading in preview.readings}
        for preview in previews
    }
    found = proposal(terms, given)
    chosen = given.get("severity") or (found.severity if found else "") or ""
    return Offered(
        cover=cover,
        contract=terms.name if cover.version_id else "",
        zone=str(terms.timezone),
        offers=_offers(terms, due, chosen, found),
        questions=questions(terms, given),
        proposal=found,
    )


def _offers(
    terms: Terms, due: Mapping[str, Mapping[str, datetime | None]], chosen: str, found: Proposed | None
) -> tuple[Offer, ...]:
    return tuple(
        Offer(
            id=level.id,
            name=level.name.get(short()) or level.name.get("en", ""),
            criterion=criterion(level.criteria or "", terms.evidence),
            deadlines=tuple(
                Deadline(promise, due.get(level.id, {}).get(promise.objective)) for promise in promises(terms, level)
            ),
            channels=tuple(say("plain.channel", channel) for channel in level.channels),
            chosen=level.id == chosen,
            proposed=found is not None and level.id == found.severity,
        )
        for level in terms.severities
    )
