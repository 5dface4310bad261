"""Checks that a criterion compiles: declared names only, matching types and a boolean result."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from upheld.sla.criteria.evidence import declared
from upheld.sla.criteria.syntax import Binary, CannotParse, Choice, Listing, Literal, Name, Tree, Unary, parse

Finding = tuple[str, dict[str, str | int]]
_NUMERIC: Final = ("integer", "number")
_LITERALS: Final = {bool: "boolean", int: "integer", float: "number", str: "text"}


@lru_cache(maxsize=512)
def tree_of(criterion: str) -> Tree:
    """Return the parsed criterion, cached. CannotParse as ``parse``."""
    return parse(criterion)


def check_criterion(criterion: str, own: Mapping[str, str]) -> list[Finding]:
    """What is wrong with a criterion, as codes with parameters; an empty list if it compiles."""
    try:
        tree = tree_of(criterion)
    except CannotParse as error:
        return [(error.code, error.params)]
    names = declared(own)
    unknown = sorted({name for name in names_in(tree) if name not in names})
    if unknown:
        return [("criteria_name", {"name": name, "known": ", ".join(sorted(names))}) for name in unknown]
    try:
        kind = kind_of(tree, names)
    except CannotParse as error:
        return [(error.code, error.params)]
    return [] if kind == "boolean" else [("criteria_no_truth", {"kind": kind})]


def names_in(tree: Tree) -> Iterator[str]:
    """Every name that a tree uses."""
    match tree:
        case Name(id):
            yield id
        case Unary(_, operand):
            yield from names_in(operand)
        case Binary(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Choice(condition, then, other):
            for part in (condition, then, other):
                yield from names_in(part)
        case Listing(items):
            for part in items:
                yield from names_in(part)
        case Literal():
            return


def kind_of(tree: Tree, names: Mapping[str, str]) -> str:
    """The type of a tree, of the declared names' types. CannotParse where CEL has no operator for the operands."""
    match tree:
        case Literal(value):
            if type(value) is int and value >= 2**63:
                raise CannotParse("criteria_number")
            return _LITERALS.get(type(value), "null")
        case Name(id):
            return names[id]
        case Unary(operator, operand):
            return _unary(operator, kind_of(operand, names))
        case Choice(condition, then, other):
            return _choice(*(kind_of(part, names) for part in (condition, then, other)))
        case Listing(items):
            return _listing([kind_of(item, names) for item in items])
        case Binary(operator, left, right):
            return _binary(operator, kind_of(left, names), kind_of(right, names))


def _wrong(operator: str, *kinds: str) -> CannotParse:
    return CannotParse("criteria_types", operator=operator, kinds=", ".join(kinds))


def _unary(operator: str, kind: str) -> str:
    if (operator == "!" and kind == "boolean") or (operator == "-" and kind in _NUMERIC):
        return kind
    raise _wrong(operator, kind)


def _choice(condition: str, then: str, other: str) -> str:
    if condition != "boolean" or then != other:
        raise _wrong("? :", condition, then, other)
    return then


def _listing(kinds: list[str]) -> str:
    for kind in kinds:
        if kind.startswith("list") or not _comparable(kind, kinds[0]):
            raise _wrong("[]", *kinds[:3])
    return f"list of {kinds[0]}" if kinds else "list of text"


def _comparable(kind: str, other: str) -> bool:
    return kind == other or (kind in _NUMERIC and other in _NUMERIC)


def _binary(operator: str, left: str, right: str) -> str:
    if operator in ("||", "&&"):
        fits, kind = left == right == "boolean", "boolean"
    elif operator in ("==", "!="):
        fits, kind = _comparable(left, right) and not left.startswith("list"), "boolean"
    elif operator == "in":
        fits, kind = right.startswith("list of ") and _comparable(left, right.removeprefix("list of ")), "boolean"
    elif operator in ("<", "<=", ">", ">="):
        fits, kind = _comparable(left, right) and not left.startswith(("list", "null")), "boolean"
    else:
        fits, kind = left == right and (left in _NUMERIC or (operator == "+" and left == "text")), left
        fits = fits and not (operator == "%" and left == "number")
    if not fits:
        raise _wrong(operator, left, right)
    return kind
