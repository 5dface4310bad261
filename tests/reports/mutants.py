"""Exports that somebody has meddled with: one place each, drawn by a seed, packed again as a whole archive."""

from __future__ import annotations

import copy
import io
import json
import random
from collections.abc import Callable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from upheld.ledger import leaf
from upheld.reports import packing

Members = dict[str, bytes]
Mutate = Callable[[Members, random.Random], Members]


def unpacked(archive: bytes) -> Members:
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(members: Members, honest: bytes) -> bytes:
    """An archive of the right form, whatever is in it."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(honest)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info, members[info.filename])
    return file.getvalue()


def rehashed(members: Members) -> Members:
    """The manifest names what is there now, if it can still be read."""
    try:
        told = json.loads(members["manifest.json"])
        names = list(told["sha256"])
    except (ValueError, LookupError, TypeError):
        return members
    told["sha256"] = {name: packing.sha256_of(members[name]) for name in names if name in members}
    return members | {"manifest.json": packing.canonical(told)}


def mutant(honest: bytes, seed: int) -> bytes:
    """One archive that is not the honest one any more."""
    chance = random.Random(seed)
    if chance.random() < 0.1:
        return _flipped(honest, chance)
    members = chance.choice(MUTATIONS)(unpacked(honest), chance)
    return packed(rehashed(members) if chance.random() < 0.7 else members, honest)


def _flipped(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _byte(members: Members, chance: random.Random) -> Members:
    name = chance.choice(list(members))
    return members | {name: _flipped(members[name], chance)}


def _value(members: Members, chance: random.Random) -> Members:
    """Another value somewhere in a document or a line."""
    name, rows = _rows(members, chance)
    row = chance.randrange(len(rows))
    places = list(_places(rows[row]))
    if not places:
        return _byte(members, chance)
    *way, last = chance.choice(places)
    inner = rows[row]
    for step in way:
        inner = inner[step]
    inner[last] = _other(inner[last], chance)
    return _written(members, name, rows)


def _key(members: Members, chance: random.Random) -> Members:
    """A key that stands twice, the first with another value: many readers keep the last."""
    name = chance.choice([member for member in members if member.endswith((".json", ".jsonl"))])
    text = members[name].decode()
    places = [place for place, sign in enumerate(text) if sign == "{" and text[place + 1 : place + 2] == '"']
    if not places:
        return _byte(members, chance)
    place = chance.choice(places) + 1
    key = text[place : text.index('"', place + 1) + 1]
    return members | {name: (text[:place] + f"{key}: 0, " + text[place:]).encode()}


def _line(members: Members, chance: random.Random) -> Members:
    """A line of one member taken out, doubled or moved."""
    name = chance.choice([one for one in members if one.endswith(".jsonl")])
    lines = members[name].splitlines(keepends=True)
    place = chance.randrange(len(lines))
    taken = lines[:place] + lines[place + 1 :]
    changed = chance.choice([taken, [*lines, lines[place]], [lines[place], *taken]])
    return members | {name: b"".join(changed)} if changed != lines else _byte(members, chance)


def _row(members: Members, chance: random.Random) -> Members:
    """A figure placed before the true one, or a true one taken out; what was cancelled, emptied."""
    told = json.loads(members["attainment.json"])
    place = chance.randrange(len(told["figures"]))
    false = copy.deepcopy(told["figures"][place])
    match chance.randrange(3):
        case 0:
            false["met"] += 1
            told["figures"].insert(place, false)
        case 1:
            del told["figures"][place]
        case _:
            told["cancelled"] = {} if told["cancelled"] else {"withdrawn": 1}
    return members | {"attainment.json": packing.canonical(told)}


def _name(members: Members, _: random.Random) -> Members:
    """Another customer's name."""
    told = json.loads(members["attainment.json"])
    told["customer"] = "Rival"
    return members | {"attainment.json": packing.canonical(told)}


def _hash(members: Members, chance: random.Random) -> Members:
    """Hashes of nothing."""
    name = chance.choice(["tickets.jsonl", "contracts.jsonl"])
    rows = [json.loads(line) for line in members[name].splitlines()]
    row = chance.choice(rows)
    held = row if name == "tickets.jsonl" else row["data"]
    held["terms_sha256" if name == "tickets.jsonl" else "sha256"] = "0" * 64
    return _written(members, name, rows)


def _salt(members: Members, chance: random.Random) -> Members:
    """Bytes of a subject that pass as bytes of its salt, or the other way round: the commitment is the same."""
    rows = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    row = chance.choice(rows)
    both = bytes.fromhex(row["subject_salt"]) + row["subject"].encode()
    place = chance.choice([place for place in range(1, len(both) + 1) if place != len(row["subject_salt"]) // 2])
    row |= {"subject_salt": both[:place].hex(), "subject": both[place:].decode("utf-8", "replace")}
    return _written(members, "tickets.jsonl", rows)


def _entry(members: Members, chance: random.Random) -> Members:
    """An entry that is there once more, with an id and an index of its own and the hashes of its line."""
    leaves = [json.loads(line) for line in members["leaves.jsonl"].splitlines()]
    tickets = [json.loads(line) for line in members["tickets.jsonl"].splitlines()]
    place = chance.randrange(len(leaves))
    texts = leaves[place]["leaves"]
    further = json.loads(chance.choice(texts)) | {"id": f"{chance.getrandbits(128):032x}", "seq": 1_000_000}
    further["recorded_at"] = further["occurred_at"] = json.loads(texts[-1])["recorded_at"]
    texts.append(leaf.encode(further).decode())
    tickets[place]["leaves_sha256"] = packing.sha256_of(packing.line(leaves[place]))
    return _written(_written(members, "leaves.jsonl", leaves), "tickets.jsonl", tickets)


MUTATIONS: tuple[Mutate, ...] = (_byte, _value, _value, _value, _key, _line, _row, _name, _hash, _salt, _entry)


def _rows(members: Members, chance: random.Random) -> tuple[str, list[Any]]:
    name = chance.choice([member for member in members if member.endswith((".json", ".jsonl")) and members[member]])
    data = members[name]
    return name, [json.loads(data)] if name.endswith(".json") else [json.loads(line) for line in data.splitlines()]


def _written(members: Members, name: str, rows: list[Any]) -> Members:
    if name in ("attainment.json", "manifest.json"):
        return members | {name: packing.canonical(rows[0])}
    if name == "contracts.jsonl":
        return members | {name: b"".join(packing.canonical(row) for row in rows)}
    return members | {name: b"".join(packing.line(row) for row in rows)}


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a scalar stands."""
    if isinstance(value, dict | list):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*way, step))
    elif way:
        yield way


def _other(value: Any, chance: random.Random) -> Any:
    if isinstance(value, bool) or value is None:
        return chance.choice([0, 1, "no", not value])
    if isinstance(value, int | float):
        return chance.choice([value + 1, -value - 1, str(value), None])
    return chance.choice([f"{value} ", value[:-1], value + "\u202e", "", None, 0]) if value else "x"
