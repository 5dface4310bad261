"""Draws SVG pictures on the server: readable without colour, and allowed by a strict content security policy.

Geometry is in percent across and pixels down, so that a picture is as wide as its place and its text stays readable;
colours come from the stylesheet by class.
"""

from upheld.ui.drawing.plots import Bar, Cell, Point, bar, heatmap, line, mini, squares
from upheld.ui.drawing.strip import StripMark, StripPicture, StripSpan, strip

__all__ = [
    "Bar",
    "Cell",
    "Point",
    "StripMark",
    "StripPicture",
    "StripSpan",
    "bar",
    "heatmap",
    "line",
    "mini",
    "squares",
    "strip",
]
