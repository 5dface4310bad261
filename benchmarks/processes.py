"""What processes use, read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for child, fields in _stats():
        children.setdefault(int(fields[1]), []).append(child)
    members, waiting = [], [pid]
    while waiting:
        member = waiting.pop()
        members.append(member)
        waiting += children.get(member, [])
    return members


def cpu_seconds(pid: int) -> float:
    """CPU time of a process and its descendants so far, those that have ended included."""
    stats = dict(_stats())
    spent = sum(sum(map(int, stats[member][11:15])) for member in family(pid) if member in stats)
    return spent / TICKS


def memory(pid: int) -> int:
    """Proportional set size in KiB; 0 where the process has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(text.split()[1]) for text in lines if text.startswith("Pss:")), 0)


def _stats() -> Iterator[tuple[int, list[str]]]:
    """Each process with the fields of its ``stat`` that follow the name."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            yield int(stat.parent.name), stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
