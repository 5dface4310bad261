"""Forms: they read what was sent; whether it is right is the operation's to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from upheld.ui.forms import Choices, HouseForm, text, word

__all__ = ["Barring", "Choices", "ConsoleForm", "Offered", "instant", "long_text", "number", "text", "word"]


class Barring(forms.Select):
    """A list in which some choices are shown and cannot be chosen."""

    def __init__(self, choices: Choices, barred: Collection[str]) -> None:
        super().__init__(choices=list(choices))
        self.barred = frozenset(barred)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.barred:
            option["attrs"]["disabled"] = True
        return option


class ConsoleForm(HouseForm):
    """A form whose lists of choices are offered when it is shown; what may be chosen is the operation's to say."""

    def __init__(self, *args: Any, choices: Mapping[str, Offered] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(choices or {})

    def offer(self, choices: Mapping[str, Offered]) -> None:
        """Let these fields be chosen from a list."""
        for name, offered in choices.items():
            if name in self.fields:
                shown = offered if isinstance(offered, Barring) else forms.Select(choices=list(offered))
                self.fields[name].widget = shown


Offered = Choices | Barring
"""What can be chosen, or the list that shows it."""


def long_text(
    label: str, *, required: bool = True, rows: int = 4, most: int = 50_000, hint: str = ""
) -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea({"rows": str(rows)})
    help_text = word(hint) if hint else ""
    return forms.CharField(
        label=word(label), required=required, max_length=most, widget=widget, strip=False, help_text=help_text
    )


def number(label: str, *, required: bool = True) -> forms.IntegerField:
    """An id; the largest that the database keeps."""
    return forms.IntegerField(label=word(label), required=required, min_value=0, max_value=2**63 - 1)


def instant(label: str) -> forms.DateTimeField:
    """A date and a time in the reader's zone; may be left out."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=word(label), required=False, widget=widget)
