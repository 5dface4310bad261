"""Writes a criterion as a sentence, for readers of a contract who do not read expressions.

The sentence is made from the tree that is evaluated, operator by operator, so that it cannot say something else. What
has no words (an order of texts, a truth value as an amount) is not said at all: then the expression stands alone.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from upheld.sla.criteria.check import kind_of, tree_of
from upheld.sla.criteria.evidence import declared
from upheld.sla.criteria.syntax import Binary, CannotParse, Choice, Listing, Literal, Name, Tree, Unary
from upheld.sla.words import catalogue, say
from upheld.sla.words.say_amount import closed_up

COMPARISONS: Final = {">": "more", ">=": "least", "<": "less", "<=": "most", "==": "equal", "!=": "unequal"}
MIRRORED: Final = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "==", "!=": "!="}
ARITHMETIC: Final = {"+": "plus", "-": "minus", "*": "times", "/": "divided", "%": "rest"}


def criterion_text(criterion: str, own: Mapping[str, str], lang: str) -> str | None:
    """The sentence of a criterion, without its full stop; None where it has no words. ``own`` as in ``declared``."""
    try:
        return closed_up(_SentenceBuilder(declared(own), lang).truth(tree_of(criterion)), lang)
    except (CannotParse, LookupError):
        return None


def _chain(operator: str, tree: Tree) -> Iterable[Tree]:
    """The parts that one operator joins."""
    if isinstance(tree, Binary) and tree.operator == operator:
        return (*_chain(operator, tree.left), *_chain(operator, tree.right))
    return (tree,)


def _loose(tree: Tree) -> bool:
    """Whether a truth needs brackets where something stricter than ``||`` holds it."""
    return isinstance(tree, Choice) or (isinstance(tree, Binary) and tree.operator in ("||", "&&"))


class _SentenceBuilder:
    def __init__(self, names: Mapping[str, str], lang: str) -> None:
        self.names, self.lang = names, lang
        self.words = catalogue(lang)

    def say(self, code: str, **params: str) -> str:
        return say(f"criteria_{code}", params, self.lang)

    def kind(self, tree: Tree) -> str:
        return kind_of(tree, self.names)

    def truth(self, tree: Tree) -> str:
        """Return the sentence for a boolean tree. LookupError where there are no words."""
        match tree:
            case Literal(bool() as value):
                return self.say("always" if value else "never")
            case Name(name):
                return self.fact("is", name)
            case Unary("!", operand):
                return self.contrary(operand)
            case Choice(condition, then, other):
                parts = {"condition": self.inner(condition), "then": self.inner(then), "other": self.inner(other)}
                return self.say("choice", **parts)
            case Binary("||" | "&&" as operator, _, _):
                return self.joined(operator, tuple(_chain(operator, tree)))
            case Binary("in", left, right):
                return self.say("in", left=self.value(left), right=self.value(right, of=left))
            case Binary(operator, left, right) if operator in COMPARISONS:
                return self.compared(operator, left, right)
        raise LookupError("no truth")

    def inner(self, tree: Tree) -> str:
        text = self.truth(tree)
        return self.say("group", text=text) if _loose(tree) else text

    def fact(self, part: str, name: str) -> str:
        """Return the phrase for a boolean fact that is true (``is``) or false (``not``)."""
        phrase = self.words.get(f"evidence_{part}_{name}")
        return phrase or self.say(f"own_{part}", name=name.replace("_", " "))

    def contrary(self, operand: Tree) -> str:
        match operand:
            case Name(name):
                return self.fact("not", name)
            case Binary("in", left, right):
                return self.say("in_none", left=self.value(left), right=self.value(right, of=left))
        return self.say("not", text=self.say("group", text=self.truth(operand)))

    def joined(self, operator: str, parts: tuple[Tree, ...]) -> str:
        if operator == "&&":
            code, phrases = "and", [self.inner(part) for part in parts]
        else:
            phrases = [self.inner(part) if isinstance(part, Choice) else self.truth(part) for part in parts]
            code = "either" if any(map(_loose, parts)) else "or"
        text = phrases[0]
        for part in phrases[1:]:
            text = self.say(code, left=text, right=part)
        return text

    def compared(self, operator: str, left: Tree, right: Tree) -> str:
        if isinstance(left, Literal) and not isinstance(right, Literal):
            operator, left, right = MIRRORED[operator], right, left
        kind = self.kind(left)
        if kind == "boolean":
            return self.same(operator, left, right)
        if kind == "text" and operator not in ("==", "!="):
            raise LookupError("an order of texts")
        return self.bounded(operator, left, right) or self.say(
            COMPARISONS[operator], left=self.value(left), right=self.value(right, of=left)
        )

    def bounded(self, operator: str, left: Tree, right: Tree) -> str | None:
        """``more than 5 minutes``, where the evidence has a sentence with a bound. One minute is not minutes."""
        sentence = self.words.get(f"evidence_has_{left.id}") if isinstance(left, Name) else None
        if sentence is None or operator == "!=" or not isinstance(right, Literal) or right.value == 1:
            return None
        return sentence.format(bound=self.say(f"bound_{COMPARISONS[operator]}", value=self.value(right)))

    def same(self, operator: str, left: Tree, right: Tree) -> str:
        """Compare a boolean with a literal, or two booleans with each other."""
        if operator not in ("==", "!="):
            raise LookupError("an order of truths")
        if isinstance(right, Literal):
            return self.truth(left) if right.value is (operator == "==") else self.contrary(left)
        code = "same" if operator == "==" else "unlike"
        text = self.say(code, left=self.inner(left), right=self.inner(right))
        return self.say("group", text=text)

    def value(self, tree: Tree, of: Tree | None = None) -> str:
        """An amount, a text or a list of them; ``of`` is what they are compared with."""
        match tree:
            case Literal(str() as text):
                phrase = self.words.get(f"evidence_{of.id}_{text}") if isinstance(of, Name) else None
                return self.say("quoted", text=phrase or text)
            case Literal(bool() | None):
                raise LookupError("no amount")
            case Literal(value):
                return _number(value)
            case Name(name):
                return self.noun(name)
            case Listing(items):
                return say("comma", {}, self.lang).join(self.part(item, of) for item in items)
            case Unary("-", operand):
                return self.say("negative", text=self.part(operand))
            case Choice(condition, then, other):
                parts = {"condition": self.inner(condition), "then": self.part(then), "other": self.part(other)}
                return self.say("chosen", **parts)
            case Binary(operator, left, right) if operator in ARITHMETIC:
                return self.say(self.reckoning(operator, tree), left=self.part(left), right=self.part(right))
        raise LookupError("no amount")

    def noun(self, name: str) -> str:
        if self.names[name] == "boolean":
            raise LookupError("a truth is no amount")
        return self.words.get(f"evidence_name_{name}") or self.say("own", name=name.replace("_", " "))

    def reckoning(self, operator: str, tree: Tree) -> str:
        kind = self.kind(tree)
        if operator == "+" and kind == "text":
            return "followed"
        return "whole" if operator == "/" and kind == "integer" else ARITHMETIC[operator]

    def part(self, tree: Tree, of: Tree | None = None) -> str:
        text = self.value(tree, of)
        return self.say("group", text=text) if isinstance(tree, Binary | Choice) else text


def _number(value: object) -> str:
    """Write a number; whole floats as integers."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)
