"""The site builds strictly, and asks nothing of other hosts."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from docs.pages import ROOT

FOREIGN = re.compile(r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="(?:https?:)?//[^"]+"')


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="the packages of the docs are not installed: make docs")
def test_the_site_builds_and_keeps_to_itself(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (tmp_path / "site").rglob("*.html"):
        assert not FOREIGN.findall(page.read_text("utf-8")), page.name
