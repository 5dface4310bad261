"""What people type is read in linear time: long repetitive texts end within a limit of CPU time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support.processes import environment

READER = Path(__file__).with_name("user_text.py")


def test_long_texts_are_read_within_the_limit(tmp_path: Path) -> None:
    """Anything quadratic would take hours at this length, and is killed by the limit."""
    settings = {"DJANGO_SETTINGS_MODULE": "upheld.config.settings", "UPHELD_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(READER)], env=environment(**settings), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr)
    assert "readers" in done.stdout
