"""The severities that a requester can choose, each with the deadlines it would have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from upheld.accounts.request import Request
from upheld.contracts.queries import Cover, covering
from upheld.desk.queries import preview_filing
from upheld.desk.terms import terms_for_version
from upheld.i18n.words import say, short
from upheld.portal.filing.evidence import ProposedSeverity, Question, proposal, questions
from upheld.portal.plain import Promise, criterion, promises
from upheld.portal.query_params import number_of
from upheld.sla import Terms


@dataclass(frozen=True, slots=True)
class Deadline:
    """A promise, and when it would be due if the ticket were filed now."""

    promise: Promise
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A severity to choose, with its criterion and its promises."""

    id: str
    name: str
    criterion: str
    deadlines: tuple[Deadline, ...]
    channels: tuple[str, ...]
    chosen: bool
    proposed: bool


@dataclass(frozen=True, slots=True)
class FilingOptions:
    """The choices for a new ticket: the severities, the contract behind them, and the questions."""

    cover: Cover
    contract: str
    zone: str
    offers: tuple[Offer, ...]
    questions: tuple[Question, ...]
    proposal: ProposedSeverity | None


def filing_options(request: Request, organisation_id: int, form_data: Mapping[str, str]) -> FilingOptions | None:
    """Return the choices for a ticket filed now, or ``None`` until a product is chosen."""
    product = number_of(form_data.get("product"))
    if product is None:
        return None
    about = {
        "region": form_data.get("region", "")[:40],
        "environment": form_data.get("environment", "")[:12] or "production",
    }
    cover = covering(organisation_id=organisation_id, product_id=product, at=request.now, **about)
    terms = terms_for_version(cover.version_id)
    previews = preview_filing(
        organisation_id=organisation_id, product_id=product, actor=request.person, now=request.now, **about
    )
    due = {
        preview.severity: {str(reading.objective): reading.due_at for reading in preview.readings}
        for preview in previews
    }
    proposed = proposal(terms, form_data)
    chosen = form_data.get("severity") or (proposed.severity if proposed else "") or ""
    return FilingOptions(
        cover=cover,
        contract=terms.name if cover.version_id else "",
        zone=str(terms.timezone),
        offers=_offers(terms, due, chosen, proposed),
        questions=questions(terms, form_data),
        proposal=proposed,
    )


def _offers(
    terms: Terms, due: Mapping[str, Mapping[str, datetime | None]], chosen: str, proposed: ProposedSeverity | None
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
            proposed=proposed is not None and level.id == proposed.severity,
        )
        for level in terms.severities
    )
