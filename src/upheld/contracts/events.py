"""Ledger events of contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.ledger.events import Recorded, private_text


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Recorded):
    """A version was published. It never changes afterwards."""

    kind = "contract.published"
    contract_id: int
    version: int
    sha256: str
    effective_from: datetime
    effective_to: datetime | None
    tzdata_version: str
    holidays_version: str
    name: str = private_text()

    @property
    def subject(self) -> str:
        return f"contract/{self.contract_id}"


@dataclass(frozen=True, kw_only=True)
class EditionPublished(Recorded):
    """A calendar edition was published: the holidays of a version for further years. Nothing else of it changed.

    ``known_until`` is the last known year by calendar. Open tickets move to the edition.
    """

    kind = "contract.extended"
    contract_id: int
    version: int
    edition: int
    known_until: dict[str, int]
    sha256: str
    sha256_before: str
    tzdata_version: str
    holidays_version: str

    @property
    def subject(self) -> str:
        return f"contract/{self.contract_id}"
