"""The ready contracts in the package, by name."""

from __future__ import annotations

from importlib.resources import files

READY = ("standard", "typical", "enterprise")


def ready_text(name: str) -> str:
    """The YAML of a ready contract. LookupError if there is none of that name."""
    if name not in READY:
        raise LookupError(name)
    return files("upheld").joinpath("contracts", "ready", f"{name}.yaml").read_text("utf-8")
