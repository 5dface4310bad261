"""Base classes and fields of forms. Forms parse the submitted data; operations validate it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from upheld.i18n.words import say
from upheld.operations.errors import NotAllowed, NotFound, Refused

Choices = Iterable[tuple[str, str]]


class LazyText:
    """A lazy text in the reader's language."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return say(self.code)


def word(code: str) -> Any:
    """The text of a code, looked up when the page is rendered."""
    return LazyText(code)


class BaseForm(forms.Form):
    """A form whose choices are passed to the constructor, and which shows a refusal beside its field."""

    prefix_id = "id"

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.prefix_id}-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, options in (choices or {}).items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(options)

    def refuse(self, refused: Refused) -> None:
        """Add a refusal as an error of its field, or of the form."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        self.add_error(refused.field if refused.field in self.fields else None, refused.text())


def submitted_data(request: HttpRequest) -> QueryDict | None:
    """The submitted form data of a POST, which may be empty; ``None`` for other methods."""
    return request.POST if request.method == "POST" else None


@contextmanager
def refusals(form: BaseForm) -> Iterator[None]:
    """Turn a refusal within the block into an error of the form. NotFound and NotAllowed are raised again."""
    try:
        yield
    except (NotFound, NotAllowed):
        raise
    except Refused as refused:
        form.refuse(refused)


def text(label: str, *, required: bool = True, most: int = 200, **attrs: str) -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=word(label), required=required, max_length=most, widget=forms.TextInput(attrs))


def address(label: str, **attrs: str) -> forms.CharField:
    """An e-mail address."""
    attributes = {
        "autocomplete": "email",
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
        **attrs,
    }
    return forms.CharField(label=word(label), max_length=254, widget=forms.EmailInput(attributes))


def password(label: str, *, new: bool, required: bool = True) -> forms.CharField:
    """A password, present or new; never shown again and never trimmed."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    widget = forms.PasswordInput(attrs)
    return forms.CharField(label=word(label), required=required, max_length=1000, strip=False, widget=widget)


def choice(label: str, *, required: bool = True) -> forms.ChoiceField:
    """One of the choices that are passed to the form."""
    return forms.ChoiceField(label=word(label), required=required)


def choices(label: str) -> forms.MultipleChoiceField:
    """Any of the choices that are passed to the form."""
    return forms.MultipleChoiceField(label=word(label), required=False, widget=forms.CheckboxSelectMultiple)
