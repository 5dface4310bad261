"""Evidence: the names that a criterion may use, each with its type.

Some names every contract knows; a contract can declare more under ``evidence: {name: type}``. A value is refused at
entry if its name is unknown or its type is wrong, so that a criterion can only be undetermined where evidence is
missing.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from upheld.sla.errors import EvidenceInvalid, Problem
from upheld.sla.terms.node import Node

Kind = Literal["integer", "number", "boolean", "text"]
KINDS: Final[tuple[Kind, ...]] = ("integer", "number", "boolean", "text")
LARGEST: Final = 1e300
"""The largest number that evidence may have."""
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,63}", re.ASCII)
_RESERVED: Final = frozenset(
    [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ]
)

STANDARD_EVIDENCE: Final[Mapping[str, Kind]] = {
    "service_down_minutes": "number",
    "core_function_down": "boolean",
    "function_down": "boolean",
    "affected_percent": "number",
    "affected_users": "integer",
    "error_rate_percent": "number",
    "latency_ms": "number",
    "data_loss": "boolean",
    "security_incident": "boolean",
    "workaround_exists": "boolean",
    "reproducible": "boolean",
    "question_only": "boolean",
    "environment": "text",
    "region": "text",
    "platform": "text",
}


def declared(own: Mapping[str, str]) -> dict[str, str]:
    """All names that a criterion of the contract may use."""
    return {**STANDARD_EVIDENCE, **own}


def read_declarations(node: Node) -> dict[str, str]:
    """A contract's own names with their types."""
    types: dict[str, str] = {}
    for name, child in node.entries(200):
        if not _NAME.fullmatch(name) or name in _RESERVED:
            child.wrong("expected_evidence_name")
        elif name in STANDARD_EVIDENCE and child.value != STANDARD_EVIDENCE[name]:
            child.wrong("evidence_known", kind=STANDARD_EVIDENCE[name])
        else:
            types[name] = child.choice(KINDS)
    return types


def check_evidence(names: Mapping[str, str], evidence: Mapping[str, object]) -> None:
    """EvidenceInvalid if a value is not declared or of a wrong type. A null is missing evidence."""
    problems = []
    for name, value in evidence.items():
        if name not in names:
            problems.append(Problem(str(name)[:80], "unknown_evidence", {"known": ", ".join(sorted(names))}))
        elif value is not None and not _fits(names[name], value):
            problems.append(Problem(name, "wrong_evidence", {"kind": names[name]}))
    if problems:
        raise EvidenceInvalid(*problems)


def _fits(kind: str, value: object) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "text":
        return isinstance(value, str) and len(value) <= 2000
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if isinstance(value, float):
        return kind == "number" and abs(value) <= LARGEST
    return -(2**63) <= value < 2**63
