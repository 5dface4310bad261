"""What a name may contain: people, organisations, groups, products and contracts have names of one visible line.

A name stands in sentences of ours, also in mails to other companies. So it shows all that it holds, and holds no
address of the web, in whatever characters the address is written. Names of people of all scripts, and of companies
with ``/ ・ ' . , & ( )``, are no addresses: only what a mail client turns into a link, or a reader takes for one, is.
"""

from __future__ import annotations

import re
import unicodedata

from upheld.markup.plain_text import is_visible, without_invisible
from upheld.markup.top_level_domains import FAMILIAR, INTERNATIONAL

REFUSED = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that no name has: controls, line ends, and what no font shows."""
LOOK_ALIKES = str.maketrans(
    dict.fromkeys("\\\u2044\u2215\u29f8\u29f9\u2571\u2afb\u2afd\u1735\u3033", "/")
    | dict.fromkeys("\u02d0\u02f8\u05c3\u0589\u0703\u0704\u1803\u16ec\u2236\ua789\ua4fd\ufe55", ":")
    | {"\u3002": "."}
)
"""Characters that readers, or browsers, take for those of an address."""
DOT_LETTERS = "\ua4f8\ua78f"
DOT_WORDS = frozenset({"DOT", "STOP", "BULLET", "POINT", "CIRCLE"})
SLASH_WORDS = frozenset({"SOLIDUS", "SLASH", "DIAGONAL"})
"""Words in Unicode's names of signs that look like a dot or a slash, of whatever script."""
AS_SIGNS = str.maketrans(
    dict.fromkeys("\u30ce\u4e3f\u31d2\u31d3\u2cc6\u2cc7\u2041\u1735\U0001d23a", "/")
    | dict.fromkeys("\u0660\u06f0\U0001d16d", ".")
)
"""Letters, digits and strokes that look like a slash or a dot."""
AS_LATIN = str.maketrans(
    dict(zip("авегзікмнорстухѕјԁԛԝһ", "abet3ikmhopctyxsjdqwh", strict=True))
    | dict(zip("αεικνορτυχω", "aeikvoptuxw", strict=True))
    | dict(zip("օոցհսք", "onghuq", strict=True))
)
"""Letters of Cyrillic, Greek and Armenian that readers take for Latin ones."""
WEB_ADDRESS = re.compile(
    r"/\s*/|:\s*/|\b(?:https?|hxxps?|ftp|mailto|javascript)\s*:|\bwww\d*\s*\."
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\s*(?::\s*\d+\s*)?[/?#]",
    re.IGNORECASE,
)
LATIN_ENDING = re.compile(r"[a-z]{2,}|xn--[a-z0-9-]+")
HOST = re.compile(r"[^\W_]\.(?P<ending>[^\s./?#:@]{2,})(?:\s*:\s*\d+)?(?:[/?#]|\s+[/?#]\S)")
"""A letter or digit, a dot, the ending of a host, perhaps a port, and what begins a path."""


class NotAName(ValueError):
    """The text is no name; ``address`` says whether because it holds an address of the web."""

    def __init__(self, *, address: bool) -> None:
        super().__init__("an address" if address else "not a name")
        self.address = address


def clean_name(text: str, *, longest: int) -> str:
    """Return the name on one line, without characters that nobody sees. Raises NotAName."""
    name = " ".join(without_invisible(unicodedata.normalize("NFC", text)).split())
    if not is_visible(name) or len(name) > longest or any(unicodedata.category(char) in REFUSED for char in name):
        raise NotAName(address=False)
    if _holds_address(name):
        raise NotAName(address=True)
    return name


def _holds_address(name: str) -> bool:
    """Whether a mail client finds an address, or a reader does, who also takes other signs for dots and slashes.

    Such signs stand in names, so only a familiar ending imitates an address.
    """
    text, imitated = _folded(name), _folded("".join(map(_as_sign, name)))
    return (
        WEB_ADDRESS.search(imitated) is not None
        or any(_is_ending(match["ending"]) for match in HOST.finditer(text))
        or any(_is_familiar(match["ending"]) for match in HOST.finditer(imitated.translate(AS_SIGNS)))
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(LOOK_ALIKES)


def _as_sign(char: str) -> str:
    """A dot or a slash for a sign that looks like it."""
    if char.isascii() or unicodedata.category(char)[0] == "M":
        return char
    words = set(unicodedata.name(char, "").split())
    if char in DOT_LETTERS or (words & DOT_WORDS and "WITH" not in words):
        return "."
    return "/" if words & SLASH_WORDS and "WITH" not in words else char


def _is_ending(text: str) -> bool:
    """Whether a mail client takes the text for the end of a host: it does so with any Latin letters."""
    return LATIN_ENDING.fullmatch(text) is not None or unicodedata.normalize("NFC", text) in INTERNATIONAL


def _is_familiar(text: str) -> bool:
    """Whether a reader takes the text for the end of a host, without accents and in letters that look alike."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return plain.translate(AS_LATIN) in FAMILIAR
