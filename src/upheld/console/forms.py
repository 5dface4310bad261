"""Forms of the console. They parse input; the operations validate it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from upheld.ui.forms import BaseForm, Choices, text, word

__all__ = [
    "Choices",
    "ConsoleForm",
    "FieldChoices",
    "SelectWithDisabled",
    "instant",
    "long_text",
    "number",
    "text",
    "word",
]


class SelectWithDisabled(forms.Select):
    """A select in which some options are disabled."""

    def __init__(self, choices: Choices, disabled: Collection[str]) -> None:
        super().__init__(choices=list(choices))
        self.disabled_values = frozenset(disabled)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.disabled_values:
            option["attrs"]["disabled"] = True
        return option


class ConsoleForm(BaseForm):
    """A form whose select fields get their options when it is rendered. The operation validates the choice."""

    def __init__(self, *args: Any, choices: Mapping[str, FieldChoices] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(choices or {})

    def offer(self, choices: Mapping[str, FieldChoices]) -> None:
        """Turns these fields into selects."""
        for name, options in choices.items():
            if name in self.fields:
                widget = options if isinstance(options, SelectWithDisabled) else forms.Select(choices=list(options))
                self.fields[name].widget = widget


FieldChoices = Choices | SelectWithDisabled
"""The options of a field, or the widget that shows them."""


def long_text(
    label: str, *, required: bool = True, rows: int = 4, most: int = 50_000, hint: str = ""
) -> forms.CharField:
    """A multi-line text field."""
    widget = forms.Textarea({"rows": str(rows)})
    help_text = word(hint) if hint else ""
    return forms.CharField(
        label=word(label), required=required, max_length=most, widget=widget, strip=False, help_text=help_text
    )


def number(label: str, *, required: bool = True) -> forms.IntegerField:
    """A field for an id, up to the largest ``bigint``."""
    return forms.IntegerField(label=word(label), required=required, min_value=0, max_value=2**63 - 1)


def instant(label: str) -> forms.DateTimeField:
    """An optional date and time in the reader's time zone."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=word(label), required=False, widget=widget)
