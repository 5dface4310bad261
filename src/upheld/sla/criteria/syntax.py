"""The part of CEL that criteria may use, as a tree.

No call and no macro is in it, hence nothing that loops: the cost of a criterion is the length of its text. What is
left is literals, declared names, lists, the operators and ``? :``. The grammar and its precedences are CEL's.
"""

import re
from dataclasses import dataclass
from typing import Final, NoReturn

LONGEST: Final = 1000
DEEPEST: Final = 24

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?|0[xX][0-9a-fA-F]+|\d+)(?![A-Za-z0-9_.])
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<sign>\|\||&&|==|!=|<=|>=|[-<>+*/%!?:()\[\],.{}])
    )""",
    re.ASCII | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([abfnrtv\\?\"'`])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_PLAIN: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LEVELS: Final[tuple[tuple[str, ...], ...]] = (
    ("||",),
    ("&&",),
    ("<", "<=", ">", ">=", "==", "!=", "in"),
    ("+", "-"),
    ("*", "/", "%"),
)


class CannotParse(ValueError):
    """The text is outside the part of CEL that criteria may use."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Literal:
    value: int | float | bool | str | None


@dataclass(frozen=True, slots=True)
class Name:
    id: str


@dataclass(frozen=True, slots=True)
class Unary:
    operator: str
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Choice:
    condition: "Tree"
    then: "Tree"
    other: "Tree"


@dataclass(frozen=True, slots=True)
class Listing:
    items: tuple["Tree", ...]


Tree = Literal | Name | Unary | Binary | Choice | Listing


def parse(text: str) -> Tree:
    """The tree of a criterion.

    CannotParse with a code if it is too long, malformed, or uses a call, a macro or a member.
    """
    if len(text) > LONGEST:
        raise CannotParse("criteria_too_long", most=LONGEST)
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0
        self.token: re.Match[str] | None = None
        self.advance()

    def fail(self, code: str = "criteria_syntax", **params: str | int) -> NoReturn:
        raise CannotParse(code, **(params or {"column": min(self.at, len(self.text)) + 1}))

    def advance(self) -> None:
        if not self.text[self.at :].strip():
            self.token = None
            return
        self.token = _TOKEN.match(self.text, self.at)
        if self.token is None:
            self.fail()
        self.at = self.token.end()

    def sign(self) -> str:
        """The operator or bracket that comes next, or an empty text."""
        if self.token is None:
            return ""
        return self.token["sign"] or ("in" if self.token["name"] == "in" else "")

    def expect(self, sign: str) -> None:
        if self.sign() != sign:
            self.fail()
        self.advance()

    def whole(self) -> Tree:
        tree = self.expression()
        if self.token is not None:
            self.fail()
        return tree

    def expression(self) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail("criteria_too_deep", most=DEEPEST)
        tree = self.binary(0)
        if self.sign() == "?":
            self.advance()
            then = self.binary(0)
            self.expect(":")
            tree = Choice(tree, then, self.expression())
        self.depth -= 1
        return tree

    def binary(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self.unary()
        tree = self.binary(level + 1)
        while self.sign() in _LEVELS[level]:
            operator = self.sign()
            self.advance()
            tree = Binary(operator, tree, self.binary(level + 1))
        return tree

    def unary(self) -> Tree:
        operator, count = self.sign(), 0
        if operator not in ("!", "-"):
            return self.member()
        while self.sign() == operator:
            count += 1
            self.advance()
        tree = self.member()
        for _ in range(min(count, 2 - count % 2)):
            tree = _negated(operator, tree)
        return tree

    def member(self) -> Tree:
        tree = self.primary()
        if self.sign() in (".", "["):
            self.fail("criteria_member")
        if self.sign() in ("(", "{"):
            self.fail("criteria_call")
        return tree

    def primary(self) -> Tree:
        token = self.token
        if token is None:
            self.fail()
        self.advance()
        if token["number"]:
            return Literal(_number(token))
        if token["text"]:
            return Literal(_unescape(token["text"][1:-1]))
        if token["name"]:
            return self.named(token["name"])
        return self.bracketed(token["sign"])

    def named(self, name: str) -> Tree:
        if name == "in":
            self.fail()
        constants: dict[str, bool | None] = {"true": True, "false": False, "null": None}
        return Literal(constants[name]) if name in constants else Name(name)

    def bracketed(self, sign: str) -> Tree:
        if sign == "(":
            tree = self.expression()
            self.expect(")")
            return tree
        if sign != "[":
            self.fail("criteria_call" if sign in ("{", ".") else "criteria_syntax")
        items: list[Tree] = []
        while self.sign() != "]":
            items.append(self.expression())
            if self.sign() != "]":
                self.expect(",")
        self.advance()
        return Listing(tuple(items))


def _number(token: re.Match[str]) -> int | float:
    text = token["number"]
    if text[:2].lower() == "0x":
        return _int64(int(text, 16))
    return float(text) if any(char in text for char in ".eE") else _int64(int(text))


def _int64(value: int) -> int:
    if value > 2**63:
        raise CannotParse("criteria_number")
    return value


def _negated(operator: str, tree: Tree) -> Tree:
    number = tree.value if isinstance(tree, Literal) else None
    if operator == "-" and isinstance(number, int | float) and not isinstance(number, bool):
        return Literal(-number)
    return Unary(operator, tree)


def _unescape(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        plain, hexed, wide, wrong = match.groups()
        if wrong is not None:
            raise CannotParse("criteria_escape")
        return _PLAIN.get(plain, plain) if plain else chr(int(hexed or wide, 16))

    return _ESCAPE.sub(character, text)
