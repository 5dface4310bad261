"""What the demonstration writes into the ledger is the same for the same seed and instant, whatever is rebuilt inside.

Left out are what chance gives (ids, accounts, salts), numbers that follow from rows made earlier, and the releases of
packages. The plays are short and together show every kind of entry that the whole demonstration writes.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from typing import Any

import pytest

from nets import snapshots
from upheld.contracts import queries as contract_queries
from upheld.database import row_security
from upheld.demo import build
from upheld.ledger import leaf
from upheld.ledger.models import Entry
from upheld.ledger.queries import PEOPLE

FOLDER = "demo_leaves"
PLAYS = {"tickets-16-seed-20": (16, 30, 20), "tickets-16-seed-1": (16, 30, 1), "tickets-8-seed-1": (8, 40, 1)}
"""Tickets, days and seed. No single short play was found that shows cases, refusals and credits."""
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

    The hashes are older than the entries about people: those of everything else have not moved.
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
    numbers, documents = Numbers(), defaultdict(list)
    for kind, document in in_order():
        documents[kind].append(json.dumps(normal(document, numbers), sort_keys=True, ensure_ascii=False))
    return {
        kind: [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()]
        for kind, lines in sorted(documents.items())
    }


def play(*, tickets: int, days: int, seed: int) -> None:
    row_security.enter(None)
    contract_queries.forget()
    build.build(now=NOW, progress=lambda _done, _all: None, tickets=tickets, days=days, seed=seed)


@pytest.mark.django_db
@pytest.mark.parametrize("name", PLAYS)
def test_the_demonstration_writes_the_entries_that_it_always_wrote(name: str) -> None:
    tickets, days, seed = PLAYS[name]
    play(tickets=tickets, days=days, seed=seed)
    lines = ",\n".join(f'  "{kind}": {json.dumps(digest)}' for kind, digest in digests().items())
    snapshots.fail_on(snapshots.compare(f"{FOLDER}/{name}.json", f"{{\n{lines}\n}}\n"))


def test_every_kept_play_is_played() -> None:
    snapshots.fail_on(snapshots.settle_strays(FOLDER, [f"{name}.json" for name in PLAYS]))


@pytest.mark.slow
@pytest.mark.django_db
def test_the_plays_show_every_kind_of_the_whole_demonstration() -> None:
    play(tickets=build.TICKETS, days=build.DAYS, seed=build.SEED)
    covered = {kind for name in PLAYS for kind in json.loads(snapshots.read(f"{FOLDER}/{name}.json"))}
    assert set(Entry.objects.values_list("type", flat=True)) - covered == set()
