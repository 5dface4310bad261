"""Forms: they read what was sent; whether it is right is the operation's to say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from upheld.common.forms import Choices, HouseForm, text, word

__all__ = ["Choices", "ConsoleForm", "instant", "long_text", "number", "text", "word"]


class ConsoleForm(HouseForm):
    """A form whose lists of choices are offered when it is shown; what may be chosen is the operation's to say."""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(choices or {})

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """Let these fields be chosen from a list."""
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].widget = forms.Select(choices=list(offered))


def long_text(label: str, *, required: bool = True, rows: int = 4, most: int = 50_000) -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea({"rows": str(rows)})
    return forms.CharField(label=word(label), required=required, max_length=most, widget=widget, strip=False)


def number(label: str, *, required: bool = True) -> forms.IntegerField:
    """An id; the largest that the database keeps."""
    return forms.IntegerField(label=word(label), required=required, min_value=0, max_value=2**63 - 1)


def instant(label: str) -> forms.DateTimeField:
    """A date and a time in the reader's zone; may be left out."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=word(label), required=False, widget=widget)
