"""The memory of one check follows what an archive can need, whatever somebody padded its documents with."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable

import pytest

from factories.remembered import remembered
from factories.world import build
from reports.mutants import Members, packed, rehashed, unpacked
from reports.test_export import exported
from upheld.reports import archive, packing
from upheld.reports.recompute import CannotRecompute, recompute

COUNT = 2_500_000
"""So many empty lists are shorter than any line may be, and take twenty times as much memory."""
LISTS = b'"pad": [' + b"[]," * COUNT + b"[]]"
PEAK_MOST = 8 * archive.WHOLE_MOST


@pytest.fixture
@remembered
def honest(db: None) -> bytes:
    world = build()
    world.file("P0")
    world.wait(hours=9)
    return exported(world).getvalue()


def padded(member: str) -> Callable[[Members], bytes]:
    """The first document of a member begins with a value that does not belong there."""
    return lambda members: members[member].replace(b"{", b"{" + LISTS + b", ", 1)


def padded_entry(members: Members) -> bytes:
    row = json.loads(members["leaves.jsonl"])
    row["leaves"][0] = row["leaves"][0].replace("{", "{" + LISTS.decode() + ", ", 1)
    return packing.line(row)


def padded_terms(members: Members) -> bytes:
    return members["cases.jsonl"].replace(b'{"terms": {', b'{"terms": {' + LISTS + b", ", 1)


PADDED: dict[str, tuple[str, Callable[[Members], bytes]]] = {
    **{name: (name, padded(name)) for name in archive.MEMBERS if name.endswith((".json", ".jsonl"))},
    "an entry": ("leaves.jsonl", padded_entry),
    "terms": ("cases.jsonl", padded_terms),
}


def verdict_on(data: bytes) -> str:
    """Where the only difference is, or why the archive is too large to be checked."""
    try:
        [difference] = recompute(io.BytesIO(data)).differences
    except CannotRecompute as error:
        return str(error.params["reason"]) if error.code == "too_large_to_check" else error.code
    return difference.where


@pytest.mark.parametrize("what", PADDED)
def test_values_that_do_not_belong_there_are_not_built(honest: bytes, what: str) -> None:
    member, change = PADDED[what]
    members = unpacked(honest)
    data = packed(rehashed(members | {member: change(members)}), honest)
    del members
    tracemalloc.start()
    verdict = verdict_on(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert verdict.startswith(member)
    assert peak < PEAK_MOST


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"[]", 1),
        (b'{"a": [1, -2.5e3, true], "b": {}}', 8),
        (rb'["a, [b", "\"{,", "\\", ""]', 5),
        (b'["' + b'\\"' * 1000 + b'"]', 2),
        (b'["' + b'\\"' * 100_000, 2),
        (b' {"a"\n:\t1\r, "b" : null } ', 5),
    ],
)
def test_values_are_counted_outside_texts(data: bytes, count: int) -> None:
    assert archive.has_more_values(data + b" " * 10, count - 1)
    assert not archive.has_more_values(data + b" " * 10, count)


def test_the_values_of_a_line_grow_with_the_archive(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "VALUES_MOST", 0)
    assert recompute(io.BytesIO(honest)).differences == ()
    monkeypatch.setattr(archive, "BYTES_PER_VALUE", 10**9)
    with pytest.raises(CannotRecompute, match="too_large_to_check"):
        recompute(io.BytesIO(honest))
