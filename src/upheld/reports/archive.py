"""Reads the zip of an export without trusting it: sizes are bounded, and only the known members are allowed.

Sizes are checked before anything is unpacked. Members must follow one another without gaps, each exactly once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from upheld.reports.budget import TooLarge
from upheld.reports.packing import MemberTime

MANIFEST = "manifest.json"
MEMBERS = (
    "README.txt",
    "attainment.json",
    "cases.jsonl",
    "readings.jsonl",
    "tickets.jsonl",
    "leaves.jsonl",
    "contracts.jsonl",
    MANIFEST,
)
EDITIONS = "editions.jsonl"
MEMBERS_WITH_EDITIONS = (*MEMBERS[:-1], EDITIONS, MEMBERS[-1])
"""The members where a ticket stands under a later calendar edition: the terms of the earlier ones are there too."""
PACKED_MOST = 256 * 1024 * 1024
"""The maximum size of an archive in bytes."""
UNPACKED_MOST = 1024 * 1024 * 1024
"""The maximum size of all unpacked members together, in bytes."""
WHOLE_MOST = 8 * 1024 * 1024
"""The size in bytes that one line may have in any case."""
RATIO_MOST = 128
"""How many further bytes it may have for each packed byte of its member. Honest members unpack to fewer."""
PARSED_RATIO_MOST = 32
"""How many further bytes a line that is parsed may have for each byte of the archive. An entry takes 40 bytes or more
of it, and has fewer than a thousand in its line."""
PARSED_MOST = 1024 * 1024
"""The size in bytes of a document that is parsed and describes only one thing: an entry, a ticket, the manifest."""
VALUES_MOST = 200_000
"""The JSON values, keys included, that a document may have in any case, because each takes many times its bytes."""
BYTES_PER_VALUE = 4
"""For so many bytes of the archive, a line may have one more value. The facts of an entry have fewer than ten."""
READINGS = "readings.jsonl"
"""The member whose lines are compared without being parsed."""
END = struct.Struct("<4s4H2LH")
LOCAL = struct.Struct("<4s5H3L2H")
DIRECTORY_MOST = 4096
PIECE = 64 * 1024
REGULAR = (0, stat.S_IFREG >> 12)
"""File types that a member may have: none, or a regular file."""


class Archive:
    """An export whose ZIP structure is valid. Members are hashed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        _check_end(file)
        self._zip = ZipFile(file)
        infos = self._zip.infolist()
        _check_members(infos)
        _check_places(file, infos, self._zip.start_dir)
        self.members = tuple(info.filename for info in infos)
        self.size = file.seek(0, os.SEEK_END)
        """The bytes of the archive, which bound what it can ask to be computed."""
        parsed = WHOLE_MOST + PARSED_RATIO_MOST * self.size
        self._most = {info.filename: min(WHOLE_MOST + RATIO_MOST * info.compress_size, parsed) for info in infos}
        self._most[READINGS] = WHOLE_MOST + RATIO_MOST * self._zip.getinfo(READINGS).compress_size
        self.values_most = VALUES_MOST + self.size // BYTES_PER_VALUE
        """The values that one of its lines may have."""
        self._hashes = {name: hashlib.sha256() for name in self.members}

    def is_dated(self, at: MemberTime) -> bool:
        """Whether every member has this modification time."""
        return all(info.date_time == at for info in self._zip.infolist())

    def whole(self, name: str, most: int) -> bytes:
        """The whole content of a member, which may have so many bytes."""
        with self._zip.open(name) as member:
            data = member.read(most + 1)
        if len(data) > most:
            raise TooLarge(f"{name}: more than {most} bytes")
        self._hashes[name].update(data)
        return data

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a large member, each with its line ending."""
        most = self._most[name]
        with self._zip.open(name) as member:
            while line := member.readline(most + 1):
                if len(line) > most:
                    raise TooLarge(f"{name}: a line of more than {most} bytes")
                self._hashes[name].update(line)
                yield line

    def sha256(self, name: str) -> str:
        """The hash of the bytes read so far from a member."""
        return self._hashes[name].hexdigest()


def names_in(file: IO[bytes]) -> tuple[str, ...]:
    """The names of the members in an archive. Nothing else of its structure is checked."""
    _check_end(file)
    with ZipFile(file) as opened:
        return tuple(opened.namelist())


def _check_end(file: IO[bytes]) -> None:
    """Checks that the directory is small, on one disk, and at the end of the file."""
    size = file.seek(0, os.SEEK_END)
    if size > PACKED_MOST:
        raise TooLarge(f"more than {PACKED_MOST} bytes")
    file.seek(max(0, size - END.size))
    tail = file.read(END.size)
    if len(tail) < END.size or tail[:4] != b"PK\x05\x06":
        raise ValueError("no archive, or something stands behind it")
    _, disk, first_disk, here, total, length, start, comment = END.unpack(tail)
    if (disk, first_disk, comment) != (0, 0, 0) or here != total or total > len(MEMBERS_WITH_EDITIONS):
        raise ValueError("too many members")
    if length > DIRECTORY_MOST or start + length != size - END.size:
        raise ValueError("the directory of the archive is not where it should be")
    file.seek(0)


def _check_members(infos: list[ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if tuple(names) not in (MEMBERS, MEMBERS_WITH_EDITIONS):
        duplicates = sorted({name for name in names if names.count(name) > 1})
        wrong = duplicates or sorted((set(names) ^ set(MEMBERS)) - {EDITIONS}) or names
        raise ValueError(f"members twice, missing, unknown or in another order: {', '.join(wrong)[:150]}")
    if any(info.flag_bits & 1 or info.compress_type != ZIP_DEFLATED or info.comment for info in infos):
        raise ValueError("a member that is encrypted or packed in another way")
    if sum(info.file_size for info in infos) > UNPACKED_MOST:
        raise TooLarge(f"more than {UNPACKED_MOST} bytes when unpacked")


def _check_places(file: IO[bytes], infos: list[ZipInfo], directory: int) -> None:
    """Checks that the members fill the file without gaps, and that local headers and the directory agree."""
    place = 0
    for info in infos:
        file.seek(place)
        header = file.read(LOCAL.size)
        if info.header_offset != place or len(header) < LOCAL.size:
            raise ValueError(f"{info.filename}: not where it should be")
        _check_header(header, info)
        place += LOCAL.size + len(info.filename) + info.compress_size
        file.seek(place - info.compress_size)
        _check_stream(file, info)
    if place != directory:
        raise ValueError("something stands between the members and their directory")


def _check_header(header: bytes, info: ZipInfo) -> None:
    """Checks that a local header agrees with the directory, because programs differ in which of the two they read."""
    _, _, flags, method, time, date, crc, packed, size, name, extra = LOCAL.unpack(header)
    dated = ((date >> 9) + 1980, date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2)
    here = (flags, method, dated, crc, packed, size, name)
    there = (info.flag_bits, ZIP_DEFLATED, info.date_time, info.CRC, info.compress_size, info.file_size)
    if here != (*there, len(info.filename)):
        raise ValueError(f"{info.filename}: its header and the directory differ")
    if extra or info.extra or info.external_attr >> 28 not in REGULAR:
        raise ValueError(f"{info.filename}: further fields, or no regular file")


def _check_stream(file: IO[bytes], info: ZipInfo) -> None:
    """Checks that the packed bytes are exactly one deflate stream of the size that the directory states."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    remaining, size = info.compress_size, 0
    while remaining and not unpacker.eof and size <= info.file_size:
        packed = file.read(min(remaining, PIECE))
        remaining -= len(packed) or remaining
        while packed and size <= info.file_size:
            size += len(unpacker.decompress(packed, PIECE))
            packed = unpacker.unconsumed_tail
    if remaining or unpacker.unused_data or not unpacker.eof or size != info.file_size:
        raise ValueError(f"{info.filename}: holds more or fewer bytes than the directory says")


_VALUE = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[^][{}:,"\s]++', re.DOTALL)
"""A text or key, the beginning of an array or object, or another value."""


def has_more_values(data: bytes, most: int) -> bool:
    """Whether JSON has more values than this, found without building them."""
    return len(data) > most and next(islice(_VALUE.finditer(data), most, None), None) is not None


def strict(data: bytes, where: str, most: int = VALUES_MOST) -> Any:
    """Parse UTF-8 JSON of at most so many values, refusing duplicate keys and the constants NaN and Infinity.

    Raises TooLarge for more values, and ValueError that says where.
    """
    if has_more_values(data, most):
        raise TooLarge(f"{where}: more than {most} values")
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError(f"{where}: nested too deep") from error
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise ValueError(f"the key {twice[:40]!r} stands twice")
    return document


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no number")


def field(document: Any, name: str, kind: Callable[[Any], bool], where: str) -> Any:
    """A required value that passes the check ``kind``. ValueError says where."""
    if not isinstance(document, Mapping) or name not in document or not kind(document[name]):
        raise ValueError(f"{where}: {name} is missing or not what it should be")
    return document[name]


def text(document: Any, name: str, where: str) -> str:
    """A required string."""
    value: str = field(document, name, lambda value: isinstance(value, str), where)
    return value


def whole_number(document: Any, name: str, where: str) -> int:
    """A required integer."""
    number: int = field(document, name, lambda value: type(value) is int, where)
    return number
