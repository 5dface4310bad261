"""The core can be imported alone, loads nothing but the standard library, and reads no clock."""

import re
import subprocess
import sys
from pathlib import Path

import upheld.sla

SOURCE = Path(upheld.sla.__file__).parent
ALLOWED = {"upheld"} | set(sys.stdlib_module_names)
LOADED = """
import sys
import upheld.sla
for name in upheld.sla.__all__:
    getattr(upheld.sla, name)
print("\\n".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_importing_everything_loads_the_standard_library_only() -> None:
    root = SOURCE.parent.parent
    script = f"import sys; sys.path.insert(0, {str(root)!r})\n{LOADED}"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if not name.startswith(("_", "encodings"))}
    assert loaded <= ALLOWED, loaded - ALLOWED


def test_every_name_of_the_door_is_there() -> None:
    assert all(getattr(upheld.sla, name) for name in upheld.sla.__all__)
    assert set(upheld.sla.__all__) <= set(dir(upheld.sla))
    assert not hasattr(upheld.sla, "nonsense")


def test_nothing_in_the_core_asks_for_the_time_or_for_chance() -> None:
    asks = re.compile(r"\b(datetime\.now|utcnow|time\.time|date\.today|import random|import os\b|environ\b|open\()")
    found = {path.name for path in SOURCE.rglob("*.py") if asks.search(path.read_text("utf-8"))}
    assert found <= {"zones.py"}  # the one place that reads the time zone database
