"""The bounded reader of documents: YAML (of which JSON is a part) into plain data.

A contract needs mappings, lists and scalars; it needs no aliases, tags, anchors or second documents, and so nothing
that could grow: the result is never larger than the text. The parser's events are turned into data by a stack, with
bounds on size, depth and number of values, and with YAML 1.2's scalars: ``yes`` is a word, ``09:00`` a text,
``2026-01-01`` a text.
"""

import re
from typing import Any, Final

from upheld.sla.errors import Problem, TermsInvalid

LARGEST: Final = 256 * 1024
DEEPEST: Final = 24
MOST_VALUES: Final = 20_000

_INTEGER = re.compile(r"[-+]?\d{1,18}", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:\d{1,18}\.\d{0,18}|\d{1,18})(?:[eE][-+]?\d{1,3})?", re.ASCII)
_WORDS: Final = {"": None, "null": None, "Null": None, "NULL": None, "~": None}
_FLAGS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def parse_document(text: str | bytes) -> dict[str, object]:
    """The mapping that a YAML or JSON text states.

    TermsInvalid if it is malformed, too large, too deep, or uses what is not needed.
    """
    plain = _decode(text)
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder()
    try:
        for event in yaml.parse(plain, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise TermsInvalid(
            Problem("", "yaml_syntax", {"line": line, "reason": str(getattr(error, "problem", ""))[:120]})
        ) from error
    if not isinstance(builder.result, dict):
        raise TermsInvalid(Problem("", "expected_document"))
    return builder.result


def _decode(text: str | bytes) -> str:
    if len(text) > LARGEST:
        raise TermsInvalid(Problem("", "document_too_large", {"most": LARGEST}))
    try:
        plain = text if isinstance(text, str) else text.decode("utf-8-sig")
        plain.encode("utf-8")
    except UnicodeError as error:
        raise TermsInvalid(Problem("", "not_utf8")) from error
    if "\0" in plain:
        raise TermsInvalid(Problem("", "nul"))
    return plain


class _Builder:
    """Turns parser events into plain data."""

    def __init__(self) -> None:
        self.result: object = None
        self.open: list[Any] = []
        self.keys: list[str | None] = []
        self.count = self.documents = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind == "AliasEvent" or getattr(event, "anchor", None) is not None:
            self.fail("yaml_alias", line)
        if kind == "ScalarEvent":
            self.add(self.scalar(event, line), line)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.start({} if kind == "MappingStartEvent" else [], event, line)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.open.pop()
            self.keys.pop()
        elif kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                self.fail("yaml_documents", line)

    def start(self, container: Any, event: Any, line: int) -> None:
        if event.tag is not None:
            self.fail("yaml_tag", line)
        self.add(container, line)
        if len(self.open) >= DEEPEST:
            self.fail("document_too_deep", line, most=DEEPEST)
        self.open.append(container)
        self.keys.append(None)

    def add(self, value: Any, line: int) -> None:
        self.count += 1
        if self.count > MOST_VALUES:
            self.fail("document_too_long", line, most=MOST_VALUES)
        if not self.open:
            self.result = value
        elif isinstance(self.open[-1], list):
            self.open[-1].append(value)
        elif self.keys[-1] is None:
            self.keys[-1] = self.key(value, line)
        else:
            self.open[-1][self.keys[-1]] = value
            self.keys[-1] = None

    def key(self, value: Any, line: int) -> str:
        if isinstance(value, dict | list):
            self.fail("yaml_key", line)
        text = value if isinstance(value, str) else "null" if value is None else str(value)
        if text in self.open[-1]:
            self.fail("yaml_repeated_key", line, key=text[:60])
        return text

    def scalar(self, event: Any, line: int) -> object:
        if event.tag is not None and event.tag != "!":
            self.fail("yaml_tag", line)
        text: str = event.value
        if not event.implicit[0]:
            return text
        if text in _WORDS:
            return None
        if text in _FLAGS:
            return _FLAGS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        return float(text) if _FLOAT.fullmatch(text) else text

    def fail(self, code: str, line: int, **params: str | int) -> None:
        raise TermsInvalid(Problem("", code, {"line": line, **params}))
