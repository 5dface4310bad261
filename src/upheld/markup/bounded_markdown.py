"""A Markdown parser that counts its steps and stops at a limit, so that no text can keep a page busy.

A step is a token, a character that was tried as markup, or a line that was tried as a block. The parser raises
`TooComplex` beyond the limit, and wherever Markdown would leave out text that the writer sees in the editor: quotes
and lists nested deeper than it reads, and cells beyond a table's last column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from functools import cache
from types import SimpleNamespace
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkLabel, parseLinkTitle
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import fence as fence_rule
from markdown_it.rules_block.table import escapedSplit
from markdown_it.rules_block.table import table as table_rule
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from upheld.markup.mentions import marked, pieces

NESTING_MAX = 20
"""Quotes and lists within each other; also brackets, whose cost grows with the depth that is read."""
EMPHASIS_MAX = 30
"""Emphasis within emphasis. The cleaning of HTML, and browsers, slow down with depth."""
HREF_SHARE = 4
"""Addresses of links may be so many times as long as the text."""
TOKEN_STEPS = 2
"""Steps of a token, which is made, paired, rendered and cleaned."""
CHARACTERS_A_STEP = 20
"""Characters that are split into lines, and copied, in the time of one step."""
DESTINATION = re.compile(r"[^\x00-\x20\x7f]*")
DESTINATION_CHARACTERS_A_STEP = 4
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
"""Headings are lowered, so that a page keeps one first heading."""
LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{0,30}")
"""What may follow an opening fence without being shown: the name of a programming language."""


class TooComplex(Exception):
    """The text takes more steps than allowed, or Markdown would hide a part of it."""


class Meter:
    """Counts steps down from ``limit``."""

    def __init__(self, limit: int) -> None:
        self.limit = self.left = limit

    @property
    def steps(self) -> int:
        """Steps taken, at most the limit."""
        return self.limit - max(self.left, 0)

    def spend(self, steps: int = 1) -> None:
        """Take steps; raises `TooComplex` beyond the limit."""
        self.left -= steps
        if self.left < 0:
            raise TooComplex


_meter: ContextVar[Meter] = ContextVar("meter")


def _spend(steps: int = 1) -> None:
    _meter.get().spend(steps)


def to_html(text: str, meter: Meter) -> str:
    """Unclean HTML of a Markdown text; raises `TooComplex`."""
    meter.spend(len(text) // CHARACTERS_A_STEP)
    parser = _parser()
    token = _meter.set(meter)
    try:
        tokens = parser.parse(text)
    finally:
        _meter.reset(token)
    _refuse_deep_or_long(tokens, len(text))
    for block in tokens:
        block.tag = HEADINGS.get(block.tag, block.tag)
        block.children = list(_with_mentions(block.children, meter)) if block.children else block.children
    return str(parser.renderer.render(tokens, parser.options, {}))


def _with_mentions(tokens: Sequence[Token], meter: Meter) -> Iterator[Token]:
    """The tokens of a line, those of its plain text split at mentions: addresses, titles and code hold none."""
    for token in tokens:
        if token.type != "text" or "@(" not in token.content:
            yield token
            continue
        for piece in pieces(token.content):
            meter.spend(TOKEN_STEPS)
            kind = "mention" if piece.is_name else "text"
            yield Token(kind, "", 0, content=piece.text, level=token.level)


def _mention(renderer: Any, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any) -> str:
    return marked(tokens[index].content)


def _refuse_deep_or_long(tokens: Sequence[Token], length: int) -> None:
    inline = [child for token in tokens for child in token.children or ()]
    addresses = sum(len(str(token.attrs.get("href", ""))) for token in inline if token.attrs)
    if addresses > HREF_SHARE * length or any(token.level > EMPHASIS_MAX for token in inline):
        raise TooComplex


class _CountingInline(StateInline):
    """Counts tokens and pieces of text."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        _spend(TOKEN_STEPS)
        return super().push(ttype, tag, nesting)

    def append_pending(self, text: str) -> None:
        _spend()
        super().append_pending(text)


class _InlineParser(ParserInline):
    def skipToken(self, state: StateInline) -> None:  # noqa: N802  (the library's name)
        _spend()
        super().skipToken(state)

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _CountingInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _destination(text: str, start: int, end: int) -> Any:
    """The library's function, metered. Even an invalid destination may have been read up to the next space."""
    result = parseLinkDestination(text, start, end)
    if result.ok:
        stop = result.pos
    else:
        match = DESTINATION.match(text, start, end)
        stop = match.end() if match else start
    _spend((stop - start) // DESTINATION_CHARACTERS_A_STEP)
    return result


class _CountingBlock(StateBlock):
    """Counts tokens, and lines each time a rule looks at them."""

    def push(self, ttype: str, tag: str, nesting: Any) -> Token:
        _spend(TOKEN_STEPS)
        return super().push(ttype, tag, nesting)

    def is_code_block(self, line: int) -> bool:
        _spend()
        return super().is_code_block(line)


class _BlockParser(ParserBlock):
    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803  (the library's names)
        if state.level >= NESTING_MAX:
            raise TooComplex
        super().tokenize(state, startLine, endLine)

    def parse(self, src: str, md: MarkdownIt, env: Any, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        if not src:
            return None
        state = _CountingBlock(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


def _whole_table(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """The library's rule, which drops cells beyond the last column: such a table raises `TooComplex`."""
    if not table_rule(state, first, last, silent):
        return False
    if not silent:
        columns = _cells(state, first)
        if any(_cells(state, line) > columns for line in range(first + 2, state.line)):
            raise TooComplex
    return True


def _whole_fence(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """The library's rule, which hides what follows the opening fence unless it names a language."""
    if not fence_rule(state, first, last, silent):
        return False
    if not silent:
        block = state.tokens[-1]
        if not LANGUAGE.fullmatch(block.info.strip()):
            block.content = f"{block.info.strip()}\n{block.content}"
            block.info = ""
    return True


def _cells(state: StateBlock, line: int) -> int:
    cells = escapedSplit(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip())
    return len(cells) - (cells[0] == "") - (len(cells) > 1 and cells[-1] == "")


@cache
def _parser() -> MarkdownIt:
    # Raw HTML stays text. Images become links, because a picture loaded from elsewhere tells its owner who reads.
    # References ("[name]: address") stay text too: their definitions would vanish, and each use repeats the address.
    options = {"html": False, "breaks": True, "linkify": False, "maxNesting": NESTING_MAX}
    parser = MarkdownIt("zero")
    parser.inline, parser.block = _InlineParser(), _BlockParser()
    parser.helpers = SimpleNamespace(  # type: ignore[assignment]  # only these names are looked up
        parseLinkLabel=parseLinkLabel, parseLinkDestination=_destination, parseLinkTitle=parseLinkTitle
    )
    parser.configure("commonmark", options)
    parser.block.ruler.at("table", _whole_table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("fence", _whole_fence, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.add_render_rule("mention", _mention)
    return parser.enable(["table", "strikethrough"]).disable(["image", "reference"])
