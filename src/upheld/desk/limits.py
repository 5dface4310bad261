"""The bounds of what a ticket and its entries hold. The desk and the check of an export apply the same ones."""

from __future__ import annotations

SHORT_MAX = 40
"""Characters of a platform, an SDK version or a region."""
NAME_MAX = 60
"""Characters of a component or a plan."""
ITEMS_MAX = 20
"""The most items of a request for information."""
ENVIRONMENTS = ("production", "test")
