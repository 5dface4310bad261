"""The version number of the calculation rules.

It goes up when the same terms and facts give other readings, figures or credits than before. What is published names
the engine that made it: a document without a number was made by the first.

1. Until the numbers began.
2. Updates of which no cycle was decided are not counted; one cap bounds a contract's credits of a period, whatever its
   versions; a ruling goes back to the start of the unbroken run of the disputed severity.
"""

from collections.abc import Mapping
from typing import Final

ENGINE: Final = 2
FIRST: Final = 1


def engine_of(document: Mapping[str, object]) -> int:
    """The engine that a document was made by."""
    number = document.get("engine", FIRST)
    return number if type(number) is int else FIRST
