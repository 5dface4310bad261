"""``python -m scripts.reference [--check]``: write the generated pages, or say which of them are stale."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HELP = "run: PYTHONPATH=src .venv/bin/python -m scripts.reference"


def pages() -> Iterator[tuple[str, str]]:
    """Path below docs/ and text of everything that is generated."""
    from scripts.reference import api, cases, commands, contract, decisions, ledger, life, rights, settings, words

    yield "reference/cli.md", commands.cli_page()
    yield "reference/settings.md", settings.settings_page()
    yield "reference/contract.md", contract.contract_page()
    yield "reference/contract.schema.json", contract.schema_text()
    yield "reference/api.md", api.api_page(DOCS)
    yield "reference/ledger.md", ledger.ledger_page()
    yield "reference/permissions.md", rights.rights_page()
    yield "reference/life-cycle.md", life.life_page()
    yield "reference/words.md", words.words_page()
    yield "adr/index.md", decisions.decisions_page(DOCS)
    yield from cases.case_pages(DOCS)


def main(arguments: list[str]) -> int:
    """0: written, or fresh; 1: something is stale or left over."""
    _start_django()
    files = dict(pages())
    leftover = {str(path.relative_to(DOCS)) for path in (DOCS / "reference/cases").rglob("*") if path.is_file()} - set(
        files
    )
    if "--check" in arguments:
        return _check(files, leftover)
    for name, text in files.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name in leftover:
        (DOCS / name).unlink()
    print(f"{len(files)} files are written")
    return 0


def _check(files: dict[str, str], leftover: set[str]) -> int:
    stale = sorted(name for name, text in files.items() if _read(DOCS / name) != text)
    for name in (*stale, *sorted(leftover)):
        print(f"docs/{name} is {'left over' if name in leftover else 'stale'}; {HELP}", file=sys.stderr)
    return 1 if stale or leftover else 0


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upheld.config.settings")
    os.environ["UPHELD_DATA_DIR"] = str(ROOT / ".cache" / "reference")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
