"""Forms of the portal. They parse input; the operations validate it."""

from __future__ import annotations

from typing import Any

from django import forms

from upheld.ui.forms import BaseForm, word


def required(label: str, *, rows: int = 0, most: int = 50_000, **attrs: str) -> forms.CharField:
    """A required text field with the product's own error message."""
    widget = forms.Textarea({"rows": str(rows), **attrs}) if rows else forms.TextInput(attrs)
    field = forms.CharField(label=word(label), max_length=most, widget=widget, strip=False)
    field.error_messages["required"] = word("common.required")
    return field


def number(label: str) -> forms.IntegerField:
    """A required id."""
    field = forms.IntegerField(label=word(label), min_value=1, max_value=2**63 - 1)
    field.error_messages |= {"required": word("common.required"), "invalid": word("common.required")}
    return field


class ActForm(BaseForm):
    """A form for one action. ``key`` tells it apart from similar forms on the same page, e.g. ``reject-12``."""

    def __init__(self, *args: Any, key: str = "", **kwargs: Any) -> None:
        self.key = key
        super().__init__(*args, auto_id=f"{key}-%s", use_required_attribute=False, **kwargs)


class ReasonForm(ActForm):
    """A form with a reason only."""

    reason = required("portal.reason", rows=3, most=4000)


class NothingForm(ActForm):
    """A form without fields: the URL says everything."""


class AnswerForm(ActForm):
    """Whether the reader agrees to a proposal."""

    answer = forms.ChoiceField(
        label=word("portal.your_answer"),
        choices=[("agree", ""), ("refuse", "")],
        error_messages={"required": word("portal.choose_answer"), "invalid_choice": word("portal.choose_answer")},
    )


class SeverityForm(ActForm):
    """A new severity and the reason for it."""

    severity = forms.ChoiceField(
        label=word("portal.severity"), error_messages={"required": word("portal.choose_severity")}
    )
    reason = required("portal.reason", rows=3, most=4000)


class ReplyForm(ActForm):
    """A message. ``revision`` is the state that its author had read.

    ``interrupted`` is set if someone else wrote in the meantime.
    """

    interrupted = False

    body = required("portal.reply_body", rows=6)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class PersonForm(ActForm):
    """A person of the reader's own organisation."""

    person = number("portal.person")
