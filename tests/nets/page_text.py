"""The words of a page, without its markup: what it shows, and what it says only to those who ask (labels, tooltips)."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

from nets import normal

SILENT = frozenset({"script", "style"})
INLINE = frozenset(
    {
        *("a", "abbr", "b", "bdi", "br", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s"),
        *("samp", "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr"),
    }
)
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-confirm", "hx-confirm", "hx-prompt")
WRITTEN = frozenset({"text", "search", "email", "url", "number", "date", "time", "datetime-local", "submit", "button"})
"""Kinds of input whose value people read."""
LABEL = "@ "
"""Begins a line that is a label or a tooltip. They are sorted, because they have no place in the text."""


@dataclass(frozen=True)
class PageText:
    """Lines of the page itself (its ``main``), and of the frame around it that pages share."""

    main: tuple[str, ...]
    frame: tuple[str, ...]


def page_text(html: str) -> PageText:
    """Read a page or a part of one; a part has no frame."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    if not reader.has_main:
        return PageText(_lines(reader.frame), ())
    return PageText(_lines(reader.main), _lines(reader.frame))


@dataclass
class _Words:
    lines: list[str]
    labels: set[str]


def _lines(words: _Words) -> tuple[str, ...]:
    return normal.lines([*words.lines, *(LABEL + label for label in sorted(words.labels))])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.main, self.frame = _Words([], set()), _Words([], set())
        self.has_main = False
        self._in_main = False
        self._silent = 0
        self._pieces: list[str] = []

    @property
    def _words(self) -> _Words:
        return self.main if self._in_main else self.frame

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._boundary(tag)
        if tag == "main":
            self.has_main = self._in_main = True
        if tag in SILENT:
            self._silent += 1
        self._label(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._boundary(tag)
        if tag == "main":
            self._in_main = False
        if tag in SILENT:
            self._silent -= 1

    def _boundary(self, tag: str) -> None:
        if tag in INLINE:
            self._pieces.append(" ")
        else:
            self.end_line(titled=tag == "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data)

    def end_line(self, *, titled: bool = False) -> None:
        """End a line of text. The title stands in the head, and belongs to the page."""
        line = " ".join("".join(self._pieces).split())
        self._pieces = []
        if line:
            (self.main if titled else self._words).lines.append(line)

    def _label(self, tag: str, attributes: dict[str, str | None]) -> None:
        spoken = [attributes.get(name) for name in SPOKEN]
        if tag == "input" and attributes.get("type", "text") in WRITTEN:
            spoken.append(attributes.get("value"))
        self._words.labels.update(" ".join(value.split()) for value in spoken if value and value.strip())
