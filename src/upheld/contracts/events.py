"""What happens to contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from upheld.ledger.events import Recorded, private_text


@dataclass(frozen=True, kw_only=True)
class VersionPublished(Recorded):
    """A version took its place in the ledger; from now on it never changes."""

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
    """The calendars of a published version are known for further years; nothing else of it has changed.

    ``known_until`` is the last year that is known now, by calendar. Tickets that are open go over to it.
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
