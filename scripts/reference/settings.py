"""The settings, from the table that the program obeys."""

from __future__ import annotations

from scripts.reference.markdown import page

INTRODUCTION = """\
Settings are environment variables. A wrong value is refused at start, with the variable's name and what would be right;
so is a variable that begins with `UPHELD_` and is not in this table. `upheld check --settings` prints the same list.

"""


def settings_page() -> str:
    """docs/reference/settings.md"""
    from upheld.cli.check import settings_table

    return page("Settings", INTRODUCTION + settings_table("markdown"))
