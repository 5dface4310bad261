"""What a name may contain: people, organisations, groups, products and contracts have names of one visible line.

A name stands in sentences of ours, also in mails to other companies. So it shows all that it holds, and holds no
address of the web, in whatever characters the address is written.
"""

from __future__ import annotations

import re
import unicodedata

from upheld.markup.plain_text import without_invisible

REFUSED = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that no name has: controls, line ends, and what no font shows."""
LOOK_ALIKES = str.maketrans(
    dict.fromkeys("\\\u2044\u2215\u29f8\u29f9\u2571\u2afb\u2afd\u1735\u3033", "/")
    | dict.fromkeys("\u02d0\u02f8\u05c3\u0589\u0703\u0704\u1803\u16ec\u2236\ua789\ua4fd\ufe55", ":")
    | dict.fromkeys("\u3002\u00b7\u0387\u30fb\uff65\u2022\u2024\u06d4\u0701\u0702\ua4f8\u2027\u2219\u22c5", ".")
)
"""Characters that readers, or browsers, take for those of an address."""
WEB_ADDRESS = re.compile(
    r"/\s*/|:\s*/|\b(?:https?|hxxps?|ftp|mailto|javascript)\s*:|\bwww\d*\s*\.|[^\W_]\.[^\W\d_]{2,}\s*[/?#]"
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\s*(?::\s*\d+\s*)?[/?#]",
    re.IGNORECASE,
)


class NotAName(ValueError):
    """The text is no name; ``address`` says whether because it holds an address of the web."""

    def __init__(self, *, address: bool) -> None:
        super().__init__("an address" if address else "not a name")
        self.address = address


def clean_name(text: str, *, longest: int) -> str:
    """Return the name on one line, without characters that nobody sees. Raises NotAName."""
    name = " ".join(without_invisible(unicodedata.normalize("NFC", text)).split())
    if not 0 < len(name) <= longest or any(unicodedata.category(char) in REFUSED for char in name):
        raise NotAName(address=False)
    if WEB_ADDRESS.search(unicodedata.normalize("NFKC", name).translate(LOOK_ALIKES)):
        raise NotAName(address=True)
    return name
