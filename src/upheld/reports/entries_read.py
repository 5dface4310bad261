"""Reads the ledger entries of an export and checks their form and order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from upheld.ledger import leaf
from upheld.reports.archive import strict
from upheld.reports.entry_forms import wrong_field
from upheld.sla.instant import read_instant


class Log:
    """The ledger entries of one account. Refuses duplicates, and entries dated before an earlier one."""

    def __init__(self) -> None:
        self.accounts: set[str] = set()
        self._dated: dict[int, datetime] = {}
        self._ids: set[str] = set()

    def add(self, documents: Sequence[Mapping[str, Any]], where: str) -> None:
        """Add the entries of one subject. Raises ValueError if they are out of order or were added before."""
        indexes = [document["seq"] for document in documents]
        if indexes != sorted(set(indexes)):
            raise ValueError(f"{where}: entries that stand twice, or out of order")
        for document in documents:
            if document["seq"] in self._dated or document["id"] in self._ids:
                raise ValueError(f"{where}: an entry that stands twice")
            self._dated[document["seq"]] = read_instant(document["recorded_at"])
            self._ids.add(document["id"])
            self.accounts.add(document["tenant"])

    def check(self) -> None:
        """Raise ValueError if the entries together cannot belong to one account."""
        if len(self.accounts) > 1:
            raise ValueError("the entries are of several accounts")
        for (_, at), (later, other) in pairwise(sorted(self._dated.items())):
            if other < at:
                raise ValueError(f"entry {later} is dated before an earlier one")


def read_entry(data: str, types: Collection[str], as_of: datetime, where: str) -> dict[str, Any]:
    """Decode a leaf. Raises ValueError unless it is of these types, recorded by ``as_of`` and in canonical form."""
    document: dict[str, Any] = strict(data.encode(), where)
    if not isinstance(document, dict) or document.get("type") not in types:
        raise ValueError(f"{where}: an entry that does not belong here")
    wrong = wrong_field(document)
    if wrong or leaf.encode(document) != data.encode():
        at = f"entry {document.get('seq')!r}: {wrong}: " if wrong else ""
        raise ValueError(f"{where}: {at}an entry in another form than the ledger stores")
    if not read_instant(document["occurred_at"]) <= read_instant(document["recorded_at"]) <= as_of:
        raise ValueError(f"{where}: an entry of later than the figures, or recorded before it occurred")
    return document
