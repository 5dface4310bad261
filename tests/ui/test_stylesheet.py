"""The colours can be told apart: WCAG 2.2 AA in both themes; and the stylesheet asks nobody else for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import upheld.ui

FOLDER = Path(upheld.ui.__file__).parent / "static" / "upheld"
SHEET = (FOLDER / "upheld.css").read_text(encoding="utf-8")
TEXT, GRAPHIC = 4.5, 3.0

PAIRS = [
    *((one, ground, TEXT) for one in ("ink", "soft", "accent", "miss", "warn") for ground in ("paper", "surface")),
    *((one, "sunk", TEXT) for one in ("ink", "soft", "accent")),
    *((one, "wash", TEXT) for one in ("ink", "soft")),
    *((one, f"{tone}-wash", TEXT) for tone in ("miss", "warn") for one in ("ink", "soft", tone)),
    ("on-accent", "accent", TEXT),
    *((one, ground, GRAPHIC) for one in ("edge", "accent", "miss", "warn") for ground in ("paper", "surface", "sunk")),
]


def tokens(theme: str) -> dict[str, str]:
    blocks = {"light": r":root \{(.*?)\}", "dark": r':root\[data-theme="dark"\] \{(.*?)\}'}
    found = re.search(blocks[theme], SHEET, re.DOTALL)
    assert found is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", found[1]))


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("one", "other", "least"), PAIRS)
def test_colours_can_be_told_apart(theme: str, one: str, other: str, least: float) -> None:
    found = tokens(theme)
    assert contrast(found[one], found[other]) >= least


def test_the_device_and_the_choice_of_dark_mean_the_same() -> None:
    by_device = re.search(r':root:not\(\[data-theme="light"\]\) \{(.*?)\}', SHEET, re.DOTALL)
    assert by_device is not None
    assert dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", by_device[1])) == tokens("dark")


def test_nothing_is_asked_of_anybody_else() -> None:
    for file in FOLDER.iterdir():
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text
        assert "@import" not in text
        assert "eval(" not in text


def test_it_stays_small() -> None:
    assert len(SHEET) < 40_000
    assert len((FOLDER / "upheld.js").read_text(encoding="utf-8")) < 16_000
