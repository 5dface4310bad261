"""The ready contracts, to begin one's own with."""

from __future__ import annotations

from importlib.resources import files

NAMES = ("standard", "typical", "enterprise")


def sample(name: str) -> str:
    """The YAML of a ready contract. KeyError for any other name."""
    if name not in NAMES:
        raise KeyError(name)
    return (files("upheld.contracts") / "ready" / f"{name}.yaml").read_text(encoding="utf-8")
