"""No export that somebody has meddled with is taken for an honest one, and none ends in a traceback."""

from __future__ import annotations

import io
import json
import stat
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from factories.remembered import remembered
from factories.world import build
from reports.mutants import mutant, packed, rehashed, unpacked
from reports.test_export import exported, lived
from upheld.cli import cli
from upheld.desk import acts as desk
from upheld.reports import archive, packing
from upheld.reports.recompute import CannotRecompute, recompute

FAST, SLOW, CHUNK = 400, 10_000, 500


@pytest.fixture
@remembered
def honest(db: None) -> bytes:
    """Tickets of all kinds: cancelled, of a region that was changed, under two contract versions' worth of facts."""
    world = build()
    lived(world)
    gone, moved = world.file("P1", region="eu"), world.file("P2", region="eu")
    desk.withdraw_ticket(ticket_id=gone, by=world.acme.requester, now=world.wait(minutes=5))
    desk.describe(ticket_id=moved, region="us", by=world.engineer, now=world.wait(minutes=5))
    desk.reply(ticket_id=moved, body="Here.", by=world.engineer, now=world.wait(minutes=5))
    world.wait(hours=9)
    return exported(world).getvalue()


def accepted(data: bytes) -> bool:
    try:
        return not recompute(io.BytesIO(data)).differences
    except CannotRecompute:
        return False


def believed(honest: bytes, seeds: range) -> list[int]:
    """The seeds whose mutant is believed though something else stands in it."""
    whole = unpacked(honest)
    mutants = ((seed, mutant(honest, seed)) for seed in seeds)
    return [seed for seed, data in mutants if data != honest and accepted(data) and unpacked(data) != whole]


def test_an_honest_archive_is_accepted_packed_again_too(honest: bytes) -> None:
    assert accepted(honest)
    assert accepted(packed(unpacked(honest), honest))
    assert accepted(packed(rehashed(unpacked(honest)), honest))


def test_no_mutant_is_believed(honest: bytes) -> None:
    assert believed(honest, range(FAST)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, SLOW, CHUNK))
def test_no_mutant_of_many_is_believed(honest: bytes, first: int) -> None:
    assert believed(honest, range(first, first + CHUNK)) == []


def test_a_subject_is_the_one_that_the_filing_commits_to(honest: bytes) -> None:
    members = unpacked(honest)
    rows = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    rows[0]["subject"] = ""
    changed = rehashed(members | {"tickets.jsonl": b"".join(packing.line(row) for row in rows)})
    assert "commits to" in refusal(packed(changed, honest))


def refusal(data: bytes) -> str:
    with pytest.raises(CannotRecompute) as refused:
        recompute(io.BytesIO(data))
    return str(refused.value.params.get("reason", refused.value.code))


def built(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as opened:
        for name, data in members:
            opened.writestr(name, data)
    return file.getvalue()


def test_a_member_that_stands_twice_is_named(honest: bytes) -> None:
    members = list(unpacked(honest).items())
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = built(*members[:-1], members[1])
    assert "attainment.json" in refusal(data)


def test_what_is_unknown_hidden_or_appended_is_refused(honest: bytes) -> None:
    members = list(unpacked(honest).items())
    assert "evil.txt" in refusal(built(*members[:-1], ("evil.txt", b"")))
    assert refusal(built(*members, ("evil.txt", b"")))
    assert refusal(honest + b"more")
    assert refusal(b"before" + honest)
    assert refusal(built(*members, method=zipfile.ZIP_STORED))


def lying(honest: bytes, name: str, change: Callable[[bytes], bytes] = bytes, **fields: int | bytes) -> bytes:
    """The archive with a member's packed bytes or some fields of its header changed; the directory says the rest."""
    local, directory = b"", b""
    with zipfile.ZipFile(io.BytesIO(honest)) as old:
        infos = old.infolist()
    for info in infos:
        chosen = fields if info.filename == name else {}
        title, extra = info.filename.encode(), bytes(chosen.get("extra", b""))
        start = info.header_offset + 30 + len(title)
        data = honest[start : start + info.compress_size]
        data = change(data) if info.filename == name else data
        head = [20, 0, 8, *struct.unpack("<HH", honest[info.header_offset + 10 : info.header_offset + 14])]
        before = [chosen.get("crc", info.CRC), len(data), chosen.get("size", info.file_size), len(title), len(extra)]
        kind = [0, 0, 0, chosen.get("attributes", info.external_attr), len(local)]
        sizes = [info.CRC, len(data), info.file_size, len(title), len(extra)]
        directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", 0x0314, *head, *sizes, *kind) + title + extra
        local += struct.pack("<4s5H3L2H", b"PK\3\4", *head, *before) + title + extra + data
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(infos), len(infos), len(directory), len(local), 0)
    return local + directory + end


def longer(packed_data: bytes) -> bytes:
    """The same stream with more behind the bytes that the directory counts."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(zlib.decompress(packed_data, -zlib.MAX_WBITS) + b'{"figures": []}') + packer.flush()


def test_whoever_unpacks_an_archive_reads_what_was_checked(honest: bytes) -> None:
    """Programs that read the local headers, whole streams, further names or links see no other evidence."""
    name = "attainment.json"
    assert accepted(lying(honest, name))
    assert "differ" in refusal(lying(honest, name, size=7))
    assert "differ" in refusal(lying(honest, name, crc=7))
    assert "more or fewer bytes" in refusal(lying(honest, name, longer))
    assert "more or fewer bytes" in refusal(lying(honest, name, lambda data: data + b"hidden"))
    path = b"\1" + struct.pack("<L", zlib.crc32(name.encode())) + b"false.json"
    assert "further fields" in refusal(lying(honest, name, extra=struct.pack("<2H", 0x7075, len(path)) + path))
    assert "regular" in refusal(lying(honest, name, attributes=(stat.S_IFLNK | 0o777) << 16))


def test_a_bomb_is_refused_before_it_is_unpacked(honest: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    members = unpacked(honest)
    bomb = packed(members | {"cases.jsonl": b" " * (64 * 1024 * 1024)}, honest)
    monkeypatch.setattr(archive, "UNPACKED_MOST", 32 * 1024 * 1024)
    tracemalloc.start()
    assert "unpacked" in refusal(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * 1024 * 1024


def test_a_line_without_end_takes_no_more_than_one_line_may(honest: bytes) -> None:
    bomb = packed(unpacked(honest) | {"cases.jsonl": b" " * (64 * 1024 * 1024)}, honest)
    tracemalloc.start()
    assert "a line of more than" in refusal(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * (archive.WHOLE_MOST + archive.PARSED_RATIO_MOST * len(bomb))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("attainment.json", b"[" * 50_000, "nested too deep"),
        (
            "manifest.json",
            b'{"engine": 2, "customer": "A", "account": "a", "period": "2026-13", "as_of": "x"}',
            "no_such_period",
        ),
        ("manifest.json", b'{"engine": 2, "customer": "A", "period": 7}', "period is missing"),
        ("attainment.json", b'{"engine": 2, "engine": 2}', "stands twice"),
        ("manifest.json", b"[]", "manifest.json"),
        ("attainment.json", b"\xff\xfe", "attainment.json"),
        ("attainment.json", b'{"engine": NaN}', "NaN"),
        ("attainment.json", b'{"engine": ' + b"9" * 5000 + b"}", "attainment.json"),
        ("leaves.jsonl", b'{"ticket": 1, "leaves": [1]}\n', "leaves.jsonl:1"),
        ("tickets.jsonl", b"{}\n", "tickets.jsonl:1"),
        ("contracts.jsonl", b"null\n", "contracts.jsonl:1"),
    ],
)
def test_what_is_malformed_ends_in_one_clear_line(honest: bytes, name: str, data: bytes, reason: str) -> None:
    bad = packed(unpacked(honest) | {name: data}, honest)
    assert reason in refusal(bad)
    assert "\n" not in refusal(bad)


def test_an_archive_of_another_engine_is_not_judged(honest: bytes) -> None:
    members = unpacked(honest)
    told = json.loads(members["manifest.json"]) | {"engine": 3}
    assert refusal(packed(members | {"manifest.json": packing.canonical(told)}, honest)) == "other_engine"
    later = {"leaves.jsonl", "contracts.jsonl", "manifest.json"}
    first = [(name, data) for name, data in members.items() if name not in later]
    assert refusal(built(*first)) == "other_engine"


def test_the_command_says_whose_figures_agree_and_refuses_in_one_line(honest: bytes, tmp_path: Path) -> None:
    file = tmp_path / "export.zip"
    file.write_bytes(honest)
    shown = CliRunner().invoke(cli, ["report", "recompute", str(file)])
    assert shown.exit_code == 0
    assert shown.output.startswith("verdict: ")
    assert shown.output.splitlines()[1].startswith('"Acme", 2026-03, as of ')
    file.write_bytes(honest[:-1])
    broken = CliRunner().invoke(cli, ["report", "recompute", str(file)])
    assert broken.exit_code == 1
    assert broken.stderr.count("\n") == 1
    assert broken.stderr.startswith("Error: this is no export of ours, or it is not whole: ")
