"""Templates compiled once for each language: words that take no values are then plain text, on every page."""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders.cached import Loader as CachedLoader

from upheld.i18n import words

SAID = re.compile(r"""\{%\s*say\s+(?P<quote>["'])(?P<code>[\w.]+)(?P=quote)\s*%\}""")
"""``{% say "console.queue" %}``, and nothing more in it."""


class Loader(CachedLoader):
    """Django's own, but that what it keeps is kept by language."""

    def get_contents(self, origin: Origin) -> str:
        return said(super().get_contents(origin), words.short())

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{words.short()}-{super().cache_key(template_name, skip)}"


def said(source: str, lang: str) -> str:
    """The source with its constant words in this language; what is not known, or takes values, stays as it is."""
    return SAID.sub(lambda found: words.constant(found["code"], lang) or found[0], source)
