"""Finds the contract version that covers a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from upheld.contracts.in_force import Effect, newest_in_force
from upheld.contracts.queries.products import ProductView
from upheld.database import ask


@dataclass(frozen=True, slots=True)
class Cover:
    """The version that covers a ticket, or the reason why none does (a value of ``Ticket.Uncovered``).

    ``product`` is ``None`` if the product does not exist or is not active.
    """

    version_id: int | None
    uncovered: str = ""
    plan: str = ""
    product: ProductView | None = None


COVERING = """
    SELECT product.slug, product.name, product.components, version.id, version.effective_from, version.number,
        version.edition, version.effective_to, contract.regions, contract.environments, contract.plan,
        EXISTS (SELECT FROM contracts_contract_products covers
            WHERE covers.contract_id = contract.id AND covers.product_id = product.id)
    FROM contracts_product product
    LEFT JOIN contracts_contractversion version
        ON version.organisation_id = %s AND version.published_at <= %s
    LEFT JOIN contracts_contract contract ON contract.id = version.contract_id
    WHERE product.id = %s AND product.is_active
"""


def covering(*, organisation_id: int, product_id: int, region: str, environment: str, at: datetime) -> Cover:
    """Find the version that covers a customer's ticket at an instant, else the most specific reason; one statement.

    If several contracts cover it, the version that took effect last is chosen.
    """
    rows = ask(COVERING, [organisation_id, at, product_id])
    if not rows:
        return Cover(None, "product_not_covered")
    slug, name, components = rows[0][:3]
    product = ProductView(product_id, slug, name, tuple(components))
    candidates = [row[3:] for row in rows if row[3] is not None]
    if not candidates:
        return Cover(None, "no_contract", product=product)
    return replace(_chosen(candidates, region, environment, at), product=product)


def _chosen(candidates: Iterable[tuple[Any, ...]], region: str, environment: str, at: datetime) -> Cover:
    reason = "product_not_covered"
    agreed: list[tuple[Effect, int, str]] = []
    for pk, start, number, edition, end, regions, environments, plan, covered in candidates:
        if not covered:
            continue
        if regions and region not in regions:
            reason = _nearer(reason, "region_not_covered")
        elif environments and environment not in environments:
            reason = _nearer(reason, "environment_not_covered")
        else:
            reason = "not_effective"
            agreed.append((Effect(start, number, edition, end), pk, plan))
    chosen = newest_in_force(agreed, itemgetter(0), at)
    return Cover(None, reason) if chosen is None else Cover(chosen[1], "", chosen[2])


REASONS = ("product_not_covered", "region_not_covered", "environment_not_covered", "not_effective")


def _nearer(reason: str, other: str) -> str:
    return max(reason, other, key=REASONS.index)
