"""A small disk is filled up under a serving installation, and emptied again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.inside import run_inside
from support.commands import Serving
from support.processes import eventually

DISK = "700m"
MIB = 1024 * 1024

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a tmpfs"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk"),
]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"a tmpfs cannot be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_overcome(disk: Path, tmp_path: Path) -> None:
    data = disk / "data"
    serving = Serving("serve", log=tmp_path / "log", data_dir=data, web_workers=1, stop_within="2s")
    try:
        serving.ready()
        furnished = run_inside("furnish", UPHELD_DATA_DIR=str(data))
        assert file_ticket(serving, furnished, "before")[0] == 201
        fill(disk, leave=150 * MIB)
        assert_refused_and_readable(serving, furnished)
        fill(disk, leave=0)
        assert_refused_and_readable(serving, furnished)
        outlive_the_database(serving, tmp_path / "log")
        (disk / "ballast").unlink()
        eventually(lambda: serving.get("/readyz")[0] == 200, "it serves again by itself")
        assert serving.process.poll() is None
        assert file_ticket(serving, furnished, "after")[0] == 201
    finally:
        serving.end()


def assert_refused_and_readable(serving: Serving, furnished: dict[str, Any]) -> None:
    status, problem = file_ticket(serving, furnished, "meanwhile")
    assert (status, problem["code"]) == (507, "disk_full")
    status, text = serving.get("/readyz")
    assert (status, json.loads(text)["disk"]) == (503, "full")
    assert serving.get("/api/v1/tickets", Authorization=f"Bearer {furnished['tokens']['acme']}")[0] == 200
    assert serving.get("/sign-in")[0] == 200


def outlive_the_database(serving: Serving, log: Path) -> None:
    """PostgreSQL ends while there is no room for it to start again."""
    os.kill(serving.children()["postgres"], signal.SIGKILL)
    eventually(lambda: "it did not start; trying again" in log.read_text(), "it tries")
    assert serving.process.poll() is None


def fill(disk: Path, *, leave: int) -> None:
    """Write a file until so many bytes are left."""
    with open(disk / "ballast", "ab", buffering=0) as ballast:
        while (free := os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize) > leave:
            try:
                ballast.write(b"\0" * min(MIB, free - leave))
            except OSError:
                return


def file_ticket(serving: Serving, furnished: dict[str, Any], subject: str) -> tuple[int, dict[str, Any]]:
    body = {
        "organisation_id": furnished["organisations"]["acme"],
        "product_id": furnished["product_id"],
        "severity": "P0",
        "subject": subject,
        "body": "The disk.",
    }
    headers = {
        "Authorization": f"Bearer {furnished['tokens']['acme']}",
        "Content-Type": "application/json",
        "Idempotency-Key": subject,
    }
    address = f"http://127.0.0.1:{serving.port}/api/v1/tickets"
    request = urllib.request.Request(address, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())
