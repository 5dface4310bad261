"""Entries that contradict each other are refused, however well everything else in the archive was counted anew."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from factories.world import World
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_export import exported, lived
from upheld.accounts.actor import SYSTEM
from upheld.contracts import operations as contracts
from upheld.contracts.models import Contract
from upheld.ledger import leaf
from upheld.reports import packing, recompute
from upheld.reports.archive import Archive

Documents = list[dict[str, Any]]
Change = Callable[[Documents], object]
ROUNDS = 4


class Counting(recompute._Check):
    """Keeps what the checker writes itself: what a forger would put in."""

    def written(self) -> dict[str, bytes]:
        self.differing: dict[str, bytes] = {}
        self.outcome()
        return self.differing

    def _compare(self, where: str, said: bytes, computed: bytes) -> None:
        if said != computed:
            self.differing[where] = computed
        super()._compare(where, said, computed)


@pytest.fixture
def honest(world: World) -> bytes:
    """Two products, and tickets that lived."""
    other = contracts.create_product(slug="im", name="IM", components=[], by=SYSTEM, now=world.now)
    Contract.objects.get(pk=world.acme.contract_id).products.add(other)
    lived(world)
    world.file("P0", product_id=other)
    world.wait(hours=9)
    return exported(world).getvalue()


def forged(members: Members, honest: bytes) -> bytes:
    """The archive with everything written anew that follows from its entries, as far as it can be counted."""
    members = dict(members)
    for _ in range(ROUNDS):
        data = packed(rehashed(members), honest)
        try:
            differing = Counting(Archive(io.BytesIO(data))).written()
        except recompute.MALFORMED:
            return data
        for where, computed in differing.items():
            name, _, line = where.partition(":")
            lines = members[name].splitlines(keepends=True)
            members[name] = b"".join([*lines[: int(line) - 1], computed, *lines[int(line) :]]) if line else computed
    return packed(rehashed(members), honest)


def refusal(data: bytes) -> str:
    with pytest.raises(recompute.CannotRecompute) as refused:
        recompute.recompute(io.BytesIO(data))
    return str(refused.value.params["reason"])


def with_entries(members: Members, change: Change) -> Members:
    """The entries of the first ticket changed."""
    first, *rest = members["leaves.jsonl"].splitlines(keepends=True)
    row = json.loads(first)
    documents = [json.loads(one) for one in row["leaves"]]
    change(documents)
    texts = [leaf.encode(document).decode() for document in documents]
    return members | {"leaves.jsonl": b"".join([packing.leaves_line(row["ticket"], texts), *rest])}


def test_an_honest_archive_counted_anew_is_believed(honest: bytes) -> None:
    checked = recompute.recompute(io.BytesIO(forged(unpacked(honest), honest)))
    assert checked.differences == ()
    assert checked.account == json.loads(unpacked(honest)["manifest.json"])["account"]


def test_two_products_are_not_counted_as_one(honest: bytes) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) | {"product": "1"} for line in members["tickets.jsonl"].splitlines()]
    data = forged(members | {"tickets.jsonl": b"".join(map(packing.line, rows))}, honest)
    assert "two products" in refusal(data)


def test_a_product_has_a_number_that_there_can_be(honest: bytes) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    first = rows[0]["product"]
    below = [row | {"product": "-1" if row["product"] == first else row["product"]} for row in rows]
    changed = members | {"tickets.jsonl": b"".join(map(packing.line, below))}
    assert "product" in refusal(forged(changed, honest))


def _dated_backwards(documents: Documents) -> None:
    first, last = documents[0], documents[-1]
    first["recorded_at"], last["recorded_at"] = last["recorded_at"], first["recorded_at"]
    first["occurred_at"], last["occurred_at"] = first["recorded_at"], last["recorded_at"]


def _all(**values: Any) -> Change:
    return lambda documents: [document.update(values) for document in documents]


FORGERIES: dict[str, tuple[Change, str]] = {
    "terms of zeros, as filed": (lambda them: them[0]["contract"].update(sha256="0" * 64), "other terms"),
    "terms of zeros, later": (lambda them: them[-1]["contract"].update(sha256="0" * 64), "other terms"),
    "another version later": (lambda them: them[-1]["contract"].update(version=2), "other terms"),
    "dated backwards": (_dated_backwards, "before an earlier one"),
    "recorded before it occurred": (_all(occurred_at="2099-01-01T00:00:00Z"), "before it occurred"),
    "one name for all": (_all(id="the same"), "stands twice"),
    "a key too many": (_all(remark="true"), "another form"),
    "a key too few": (lambda them: them[0].pop("actor"), "actor is missing"),
    "an actor of another kind": (_all(actor="Ada"), "actor is missing or not"),
    "a number below the first": (lambda them: them[0].update(seq=-1), "another form"),
}


@pytest.mark.parametrize("how", FORGERIES)
def test_entries_that_contradict_each_other_are_refused(honest: bytes, how: str) -> None:
    change, reason = FORGERIES[how]
    assert reason in refusal(forged(with_entries(unpacked(honest), change), honest))
