"""What the demonstration writes into the ledger is the same for the same seed and instant, whatever is rebuilt inside.

Left out are what chance gives (ids, accounts, salts), numbers that follow from rows made earlier, and the releases of
packages. Where a change of the play or of a ready contract is meant, the file gets what the failure shows.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from upheld.common import scope
from upheld.demo import build
from upheld.ledger import leaf
from upheld.ledger.models import Entry
from upheld.ledger.queries import PEOPLE

KEPT = Path(__file__).with_name("demo_leaves.json")
NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
RELEASES = ("tzdata_version", "holidays_version")


class Numbers:
    """Numbers of rows as ordinals: the first ticket that is spoken of is ticket 1."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, dict[str, int]] = defaultdict(dict)

    def ordinal(self, name: str, number: object) -> int:
        numbers = self._seen[name]
        return numbers.setdefault(str(number), len(numbers) + 1)


def normal(document: dict[str, Any], numbers: Numbers) -> dict[str, Any]:
    """A leaf without what differs from one building to the next."""
    about, _, number = document["subject"].partition("/")
    data = {name: value for name, value in document["data"].items() if name not in RELEASES}
    if document["type"].startswith("attainment."):
        del data["sha256"]  # its document bears the numbers of rows
    else:
        number = numbers.ordinal(f"{about}_id", number)
    contract = document.get("contract")
    return document | {
        "id": "",
        "tenant": numbers.ordinal("tenant", document["tenant"]),
        "subject": f"{about}/{number}",
        "actor": document["actor"] | {"id": numbers.ordinal("person_id", document["actor"]["id"])},
        "contract": contract and contract | {"id": numbers.ordinal("contract_id", contract["id"])},
        "data": {name: numbers.ordinal(name, value) if name.endswith("_id") else value for name, value in data.items()},
        "commit": sorted(document["commit"]),
    }


def in_order() -> list[tuple[str, dict[str, Any]]]:
    """All entries; those about the vendor's people last, and not counted in the places of the others.

    The demonstration was kept before the log told of people: what it told of everything else has not moved.
    """
    people: Counter[int] = Counter()
    others, last = [], []
    for owner, kind, data in Entry.objects.order_by("organisation_id", "index").values_list(
        "organisation_id", "type", "leaf"
    ):
        document = leaf.decode(data)
        if kind in PEOPLE:
            people[owner] += 1
            last.append((kind, document))
        else:
            others.append((kind, document | {"seq": int(str(document["seq"])) - people[owner]}))
    return [*others, *last]


def digests() -> dict[str, list[object]]:
    """For each kind of entry how many there are, and the hash of them all in the order of the ledger."""
    numbers, found = Numbers(), defaultdict(list)
    for kind, document in in_order():
        found[kind].append(json.dumps(normal(document, numbers), sort_keys=True, ensure_ascii=False))
    return {
        kind: [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()]
        for kind, lines in sorted(found.items())
    }


@pytest.mark.django_db
def test_the_demonstration_writes_the_entries_that_it_always_wrote() -> None:
    scope.enter(None)
    build.build(now=NOW, progress=lambda _done, _all: None, tickets=16, days=30)
    assert digests() == json.loads(KEPT.read_text("utf-8"))
