"""A cached template loader that compiles each template once per language, with constant words as plain text."""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders.cached import Loader as CachedLoader

from upheld.i18n import words

SAY_TAG = re.compile(r"""\{%\s*say\s+(?P<quote>["'])(?P<code>[\w.]+)(?P=quote)\s*%\}""")
"""Matches ``{% say "console.queue" %}`` without values or other arguments."""


class Loader(CachedLoader):
    """Django's cached loader with one cache entry per language."""

    def get_contents(self, origin: Origin) -> str:
        return inline_constants(super().get_contents(origin), words.short())

    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{words.short()}-{super().cache_key(template_name, skip)}"


def inline_constants(source: str, lang: str) -> str:
    """Replace constant words in a template source by their text; unknown codes and those with values stay."""
    return SAY_TAG.sub(lambda match: words.constant(match["code"], lang) or match[0], source)
