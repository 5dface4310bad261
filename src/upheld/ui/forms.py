"""Forms: they read what was sent; whether it is right is the operation's to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from upheld.i18n.words import say
from upheld.operations.errors import NotAllowed, NotFound, Refused

Choices = Iterable[tuple[str, str]]


class Word:
    """A text in the language of whoever reads the page, not of whoever started the process."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __str__(self) -> str:
        return say(self.code)


def word(code: str) -> Any:
    """The text of a code, found when it is shown."""
    return Word(code)


class HouseForm(forms.Form):
    """A form whose choices are given when it is shown; refusals stand beside the field they name."""

    prefix_id = "id"

    def __init__(self, *args: Any, choices: Mapping[str, Choices] | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{self.prefix_id}-%s")
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, offered in (choices or {}).items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(offered)

    def refuse(self, refused: Refused) -> None:
        """Put a refusal beside the field it names, or above the form."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        self.add_error(refused.field if refused.field in self.fields else None, refused.text())


def sent(request: HttpRequest) -> QueryDict | None:
    """The form that was sent, be it empty; ``None`` where the page is only looked at."""
    return request.POST if request.method == "POST" else None


@contextmanager
def refusals(form: HouseForm) -> Iterator[None]:
    """What is refused within becomes the form's error; what is not the reader's to see or to do goes on up."""
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
    shown = {"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false", **attrs}
    return forms.CharField(label=word(label), max_length=254, widget=forms.EmailInput(shown))


def password(label: str, *, new: bool, required: bool = True) -> forms.CharField:
    """A password, present or new; never shown again and never trimmed."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    widget = forms.PasswordInput(attrs)
    return forms.CharField(label=word(label), required=required, max_length=1000, strip=False, widget=widget)


def choice(label: str, *, required: bool = True) -> forms.ChoiceField:
    """One of the choices given when the form is shown."""
    return forms.ChoiceField(label=word(label), required=required)


def choices(label: str) -> forms.MultipleChoiceField:
    """Any of the choices given when the form is shown."""
    return forms.MultipleChoiceField(label=word(label), required=False, widget=forms.CheckboxSelectMultiple)
