"""Sample contracts to start from."""

from __future__ import annotations

from importlib.resources import files

NAMES = ("standard", "typical", "enterprise")


def sample(name: str) -> str:
    """The YAML of a sample contract. Raises KeyError for an unknown name."""
    if name not in NAMES:
        raise KeyError(name)
    return (files("upheld.contracts") / "ready" / f"{name}.yaml").read_text(encoding="utf-8")
