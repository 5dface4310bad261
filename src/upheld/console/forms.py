"""Forms: they read what was sent; whether it is right is the operation's to say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from upheld.common.errors import Refused
from upheld.common.words import say

Choices = Iterable[tuple[str, str]]


def word(code: str) -> Any:
    """The text of a code, found when it is shown."""
    return _Word(code)


class _Word:
    """Text in the language of whoever reads the page, not of whoever started the process."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return say(self.code)


class ConsoleForm(forms.Form):
    """A form with its choices given when it is shown, and refusals put beside the field they name."""

    prefix_id = ""

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.prefix_id}-%s" if self.prefix_id else "id_%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.offer(choices or {})

    def offer(self, choices: Mapping[str, Choices]) -> None:
        """Let these fields be chosen from a list; what may be chosen is still the operation's to say."""
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].widget = forms.Select(choices=list(offered))

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside the field it names, or above the form."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.text())


def text(label: str, *, required: bool = True, most: int = 200, **attrs: str) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=word(label), required=required, max_length=most, widget=forms.TextInput(attrs))


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
