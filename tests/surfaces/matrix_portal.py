"""Rows of the portal pages."""

from __future__ import annotations

from surfaces.matrix import Row

ROWS: tuple[Row, ...] = ()
