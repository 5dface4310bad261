"""Forms of customers, people and groups."""

from __future__ import annotations

from typing import Any

from upheld.accounts import choices, queries
from upheld.accounts.actor import Actor
from upheld.accounts.roles import Role
from upheld.i18n.words import say
from upheld.ui import forms


class CustomerForm(forms.BaseForm):
    name = forms.text("people.name", autofocus="")
    timezone = forms.choice("people.timezone")
    language = forms.choice("people.language")
    csm_id = forms.choice("people.csm", required=False)
    parent_id = forms.choice("people.parent", required=False)

    def values(self) -> dict[str, Any]:
        """Returns the arguments of the operation."""
        ids = {name: self.cleaned_data[name] for name in ("csm_id", "parent_id")}
        return self.cleaned_data | {name: int(value) if value else None for name, value in ids.items()}


class InviteForm(forms.BaseForm):
    address = forms.address("people.address", autofocus="", autocomplete="off")
    name = forms.text("people.their_name", required=False)
    language = forms.choice("people.language")
    roles = forms.choices("people.roles")


class GroupForm(forms.BaseForm):
    name = forms.text("people.group_name", most=100)
    line = forms.choice("people.line")


def customer_choices(actor: Actor, *, but: int | None = None) -> dict[str, forms.Choices]:
    """Returns the options of a customer's form: time zones, languages, customer managers and parents."""
    managers = queries.staff_choices(roles=[Role.CSM])
    parents = queries.organisation_choices(actor=actor)
    return {
        "timezone": choices.zones(),
        "language": choices.LANGUAGES,
        "csm_id": [("", "—"), *((str(manager.id), manager.name) for manager in managers)],
        "parent_id": [("", "—"), *((str(parent.id), parent.name) for parent in parents if parent.id != but)],
    }


def line_choices() -> dict[str, forms.Choices]:
    return {"line": [(code, say("line", code)) for code in ("first", "expert")]}
