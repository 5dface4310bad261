"""Puts long, repetitive texts through everything that reads what people type. Run with a limit on CPU time.

python user_text.py
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC

import django

CPU_SECONDS = 90
LENGTH = 200_000
UNITS = [
    *("a", "9", "中", "中a", "a.", "a-", "a.b", "/", "://", "a://", "a://b:", "@", "@(", "@(a", "\\", "\\u0000"),
    *("token ", "token=", "bearer a", "uph_", "/enter/", "password='", "http://", "http://.", "2026-11-22T06:05:09"),
    *(" ", "\n", " \n", "\n\n", "a\n\n", "\t", '"', "“", "'", "-", "|", "!", "(", "[", "[1]", "{% say ", "&a "),
    *("{", "- ", "? ", "a: b\n", "- a\n", "[a, ", "{a: ", "1.", "1d", "PT1H", "P1"),
]


def readers() -> Iterator[Callable[[str], object]]:
    """Functions that read user text."""
    from upheld.config.logs import redact
    from upheld.console.contracts.draft import check
    from upheld.desk.acts.reply import MENTIONED
    from upheld.i18n import moments
    from upheld.knowledge.query_terms import tsqueries
    from upheld.mail.rendering import blocks
    from upheld.markup import markdown
    from upheld.outbox.enqueue import NUL
    from upheld.sla import parse_document
    from upheld.sla.criteria.syntax import parse
    from upheld.sla.terms import amounts

    yield from (redact, blocks, markdown.render, markdown._plain, tsqueries, parse_document, parse, check)
    yield from (MENTIONED.findall, NUL.findall, lambda text: moments.localised(text, UTC))
    yield from (pattern.fullmatch for pattern in (amounts._PLAIN, amounts._ISO, amounts._BUSINESS, amounts._SHARE))


def main() -> None:
    django.setup()
    functions = list(readers())
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    for unit in UNITS:
        text = (unit * LENGTH)[:LENGTH]
        for function in functions:
            with suppress(ValueError):
                function(text)
    print(f"{len(UNITS)} texts, {len(functions)} readers")


if __name__ == "__main__":
    main()
