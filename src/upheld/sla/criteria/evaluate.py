"""Three-valued evaluation: true, false, or unknown where evidence is missing.

``true || unknown`` is true and ``false && unknown`` is false, in either order; everything else that touches an
unknown is unknown. So is what CEL calls an error (a division by zero, an overflow): undetermined is never true.
"""

import operator as ops
from collections.abc import Callable, Mapping
from typing import Any, Final

from upheld.sla.criteria.check import tree_of
from upheld.sla.criteria.syntax import Binary, Choice, Listing, Literal, Name, Tree, Unary


class _Unknown:
    """Neither true nor false."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = _Unknown()
_PLAIN: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": ops.eq,
    "!=": ops.ne,
    "<": ops.lt,
    "<=": ops.le,
    ">": ops.gt,
    ">=": ops.ge,
    "+": ops.add,
    "-": ops.sub,
    "*": ops.mul,
}


def holds(criterion: str, evidence: Mapping[str, object]) -> bool | None:
    """Whether a checked criterion is true on the evidence; None where that cannot be said."""
    value = evaluate(tree_of(criterion), evidence)
    return value if isinstance(value, bool) else None


def evaluate(tree: Tree, evidence: Mapping[str, object]) -> Any:
    """The value of a tree, or UNKNOWN."""
    match tree:
        case Literal(value):
            return value
        case Name(id):
            evidence_value = evidence.get(id)
            return UNKNOWN if evidence_value is None else evidence_value
        case Unary(operator, operand):
            return _unary(operator, evaluate(operand, evidence))
        case Binary("||" | "&&" as operator, left, right):
            return _logic(operator == "||", evaluate(left, evidence), evaluate(right, evidence))
        case Binary(operator, left, right):
            return _binary(operator, evaluate(left, evidence), evaluate(right, evidence))
        case Listing(items):
            return [evaluate(item, evidence) for item in items]
        case Choice(condition, then, other):
            truth = evaluate(condition, evidence)
            return UNKNOWN if truth is UNKNOWN else evaluate(then if truth else other, evidence)


def _logic(decisive: bool, left: Any, right: Any) -> Any:
    """``||`` is decided by a true side, ``&&`` by a false one, whatever the other is."""
    if left is decisive or right is decisive:
        return decisive
    return UNKNOWN if left is UNKNOWN or right is UNKNOWN else not decisive


def _unary(operator: str, value: Any) -> Any:
    if value is UNKNOWN:
        return UNKNOWN
    return not value if operator == "!" else _bounded(-value)


def _binary(operator: str, left: Any, right: Any) -> Any:
    if operator == "in":
        return _member(left, right)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if operator in ("/", "%"):
        return _divide(operator, left, right)
    return _bounded(_PLAIN[operator](left, right))


def _member(item: Any, listing: list[Any]) -> Any:
    if item is UNKNOWN:
        return UNKNOWN
    if any(other is not UNKNOWN and other == item for other in listing):
        return True
    return UNKNOWN if any(other is UNKNOWN for other in listing) else False


def _divide(operator: str, left: Any, right: Any) -> Any:
    """CEL divides integers towards zero, and the remainder has the sign of the dividend."""
    if right == 0:
        return UNKNOWN
    if isinstance(left, float):
        return _bounded(left / right)
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return _bounded(quotient if operator == "/" else left - quotient * right)


def _bounded(value: Any) -> Any:
    """Integers are 64 bits wide; what overflows, or is no number, is undetermined."""
    if isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else UNKNOWN
    return value if -(2**63) <= value < 2**63 else UNKNOWN
