"""Forms of the portal: they read what was sent; whether it is right is the operation's to say."""

from __future__ import annotations

from typing import Any

from django import forms

from upheld.ui.forms import HouseForm, word


def required(label: str, *, rows: int = 0, most: int = 50_000, **attrs: str) -> forms.CharField:
    """A text that must be there, with our own words when it is not."""
    widget = forms.Textarea({"rows": str(rows), **attrs}) if rows else forms.TextInput(attrs)
    field = forms.CharField(label=word(label), max_length=most, widget=widget, strip=False)
    field.error_messages["required"] = word("common.required")
    return field


def number(label: str) -> forms.IntegerField:
    """An id."""
    field = forms.IntegerField(label=word(label), min_value=1, max_value=2**63 - 1)
    field.error_messages |= {"required": word("common.required"), "invalid": word("common.required")}
    return field


class ActForm(HouseForm):
    """A form of an act. ``key`` tells it from its like on the same page, e.g. ``reject-12``."""

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, auto_id=f"{key}-%s", use_required_attribute=False, **kwargs)


class ReasonForm(ActForm):
    """A reason, and nothing else."""

    reason = required("portal.reason", rows=3, most=4000)


class NothingForm(ActForm):
    """Nothing to fill in: the address says all."""


class SeverityForm(ActForm):
    """Another severity, and why."""

    severity = forms.ChoiceField(label=word("portal.severity"))
    reason = required("portal.reason", rows=3, most=4000)


class ReplyForm(ActForm):
    """A message. ``revision`` is what its writer had read; ``interrupted``: someone wrote meanwhile."""

    interrupted = False

    body = required("portal.reply_body", rows=6)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class PersonForm(ActForm):
    """Somebody of the reader's own organisation."""

    person = number("portal.person")
