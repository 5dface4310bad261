"""Defines the order in which transactions lock rows, and locks them in it (ADR 25).

Two transactions that lock in the same order cannot deadlock. Rows are locked against changes, not against references:
inserting a row that refers to a locked one does not wait.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from upheld.database import send_later

M = TypeVar("M", bound=Model)

ORDER = (
    "accounts_user",
    "accounts_organisation",
    "accounts_supportgroup",
    "accounts_apitoken",
    "accounts_onetimetoken",
    "accounts_resetrequest",
    "ledger_head",
    "contracts_product",
    "contracts_contract",
    "contracts_contractversion",
    "reports_publication",
    "reports_creditcase",
    "desk_ticket",
    "escalation_webhookendpoint",
    "escalation_notice",
    "common_parcel",
)
"""A transaction locks tables only from top to bottom, and rows of one table by ascending id."""


def for_update(rows: QuerySet[M], *, skip_locked: bool = False) -> QuerySet[M]:
    """Lock these rows until the transaction ends. Tables joined by ``select_related`` are not locked."""
    if rows.model._meta.db_table not in ORDER:
        raise RuntimeError(f"{rows.model._meta.db_table} has no place in the order of locks")
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)


def in_order(rows: QuerySet[M]) -> list[int]:
    """Lock many rows by ascending id, and give their ids: an update of many rows alone locks them as it meets them."""
    return list(for_update(rows).order_by("pk").values_list("pk", flat=True))


NAME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def reserve(space: str, name: str) -> None:
    """Hold back others who reserve the same name until the transaction ends.

    What is read next decides whether the name is in use: nobody can take it in between. Reserved before any row is
    locked, so that two transactions cannot wait for each other.
    """
    send_later(NAME, [f"upheld.{space} {name}"])
