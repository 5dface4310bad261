"""Backups and rehearsals that are interrupted, that meet each other, or whose programs say a lot."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.commands import upheld
from support.places import Place
from support.processes import environment, eventually, gone
from upheld.cli import archive, rehearsal, unfinished
from upheld.embedded import clients
from upheld.embedded.binaries import Binaries


def programs(folder: Path, name: str, script: str) -> Binaries:
    """The newest client programs, of which one is replaced by a script."""
    real = clients.newest(None)
    folder.mkdir()
    for program in clients.PROGRAMS:
        if program != name:
            (folder / program).symlink_to(real.program(program))
    text = f'#!/bin/sh\n[ "$1" = --version ] && exec "{real.program(name)}" --version\n{script}\n'
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)
    return Binaries(folder, real.major)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_backup_that_is_interrupted_leaves_nothing_for_long(
    place: Callable[..., Place], tmp_path: Path, number: signal.Signals
) -> None:
    folder, backups = tmp_path / "programs", tmp_path / "backups"
    programs(folder, "pg_dump", f'echo $$ > "{tmp_path}/pid"; exec sleep 600')
    settings = place("interrupted").settings(backup_dir=backups)
    values = {f"UPHELD_{name.upper()}": str(value) for name, value in {**settings, "pg_bin": folder}.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "upheld", "backup", "scheduled"],
        env=environment() | values,
        stdin=subprocess.DEVNULL,
    )
    eventually(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip(), "the program runs")
    process.send_signal(number)
    assert process.wait() != 0
    eventually(lambda: gone(int((tmp_path / "pid").read_text())), "the program ends, too")
    if number != signal.SIGKILL:
        assert list(backups.iterdir()) == []
    done = upheld("backup", "scheduled", **settings)
    assert done.returncode == 0, done.stderr
    assert [file.suffix for file in backups.iterdir()] == [".backup"]


def test_two_backups_to_one_file_do_not_mix(place: Callable[..., Place], tmp_path: Path) -> None:
    own, file = place("twice"), tmp_path / "saved"
    with unfinished.new_file(file) as (_draft, writer):
        done = upheld("backup", file, **own.settings())
        assert done.returncode == 1
        assert "is being written by another process" in done.stderr
        assert list(unfinished.remove_left(tmp_path)) == []
        writer.write(b"whole")
        writer.flush()
    assert file.read_bytes() == b"whole"


def test_only_plain_files_are_written_over_and_links_are_followed(place: Callable[..., Place], tmp_path: Path) -> None:
    own, pipe, link = place("links"), tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    done = upheld("backup", "--force", pipe, **own.settings())
    assert done.returncode == 1
    assert "no plain file" in done.stderr
    link.symlink_to(tmp_path / "target")
    assert upheld("backup", link, **own.settings()).returncode == 0
    assert link.is_symlink()
    assert (tmp_path / "target").stat().st_size > 1000


def test_scratch_folders_of_killed_rehearsals_are_removed_by_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "rehearsal-left" / "postgres").mkdir(parents=True)
    with rehearsal.scratch(tmp_path) as first, rehearsal.scratch(tmp_path) as second:
        assert set(tmp_path.iterdir()) == {first, second}
    assert list(tmp_path.iterdir()) == []


def test_programs_that_say_a_lot_do_not_stop_a_restore(place: Callable[..., Place], tmp_path: Path) -> None:
    own, file = place("loud"), tmp_path / "saved"
    assert upheld("backup", file, **own.settings()).returncode == 0
    loud = programs(tmp_path / "loud", "psql", "head -c 1000000 /dev/zero | tr '\\0' x >&2; cat > /dev/null; exit 1")
    with pytest.raises(archive.CannotRestore, match="nothing was changed: x"):
        archive.restore(
            {"NAME": "", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}}, loud, file, server=18
        )
