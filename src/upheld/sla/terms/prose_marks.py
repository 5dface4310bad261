"""Markdown of a contract in words: literal text and tables."""

from collections.abc import Iterator, Sequence


def as_written(text: str) -> str:
    """A text of the contract as it is, on one line, in the type of code."""
    line = text.replace("\n", " ").strip()
    return f"`` {line} ``" if "`" in line else f"`{line}`"


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table; a column in which no row has anything is left out."""
    used = [index for index in range(len(columns)) if any(row[index] for row in rows)]
    if not rows:
        return
    yield _row([columns[index] for index in used])
    yield "|" + "---|" * len(used)
    for row in rows:
        yield _row([row[index] for index in used])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
