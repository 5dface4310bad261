"""Rows of the console pages."""

from __future__ import annotations

from surfaces.matrix import Row

ROWS: tuple[Row, ...] = ()
