"""The codes that readings and refusals carry, with their words in both languages."""

from __future__ import annotations

from scripts.reference.markdown import page, table

INTRODUCTION = """\
Programs read codes; people read words. These are the words of the pages for the codes that appear in readings, entries
and contracts, and every sentence of the core. What the terms mean: [Words of the trade](../explanation/words.md).
"""
SHELVES = {
    "Objectives": "ui.objective.",
    "States of a clock": "ui.clock_state.",
    "Outcomes": "ui.outcome.",
    "States of a ticket": "ui.state.",
    "Why a ticket is not covered": "uncovered.",
}


def words_page() -> str:
    """docs/reference/words.md"""
    from upheld.i18n.words import catalogue
    from upheld.sla.words import catalogue as core

    texts = catalogue()
    shelves = []
    for title, prefix in SHELVES.items():
        rows = [(f"`{code.removeprefix(prefix)}`", *_both(texts[code])) for code in texts if code.startswith(prefix)]
        shelves.append(f"## {title}\n\n{table(('Code', 'English', '中文'), rows)}" if rows else "")
    sentences = [(f"`{name}`", text, core("zh")[name]) for name, text in core("en").items()]
    return page("Words", INTRODUCTION, *shelves, f"## The core\n\n{table(('Code', 'English', '中文'), sentences)}")


def _both(texts: dict[str, str] | object) -> tuple[str, str]:
    assert isinstance(texts, dict)
    return texts["en"], texts["zh"]
