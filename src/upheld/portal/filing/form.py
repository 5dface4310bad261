"""The form for filing a ticket."""

from __future__ import annotations

from typing import Any

from django import forms

from upheld.contracts.limits import ENVIRONMENTS
from upheld.contracts.queries import ProductView
from upheld.desk.acts import NewTicket
from upheld.desk.limits import LEVEL_MAX
from upheld.i18n.words import say
from upheld.portal.forms import number, required
from upheld.ui.forms import BaseForm, choice, text, word

PLATFORMS = ("Android", "iOS", "Web", "Windows", "macOS", "Linux", "Flutter", "React Native", "Unity", "HarmonyOS")


class FilingForm(BaseForm):
    """Parses the input. The operation validates every field again."""

    prefix_id = "new"
    product = number("portal.product")
    environment = choice("portal.environment")
    component = text("portal.component", required=False, most=60)
    platform = text("portal.platform", required=False, most=40, list="platforms")
    sdk_version = text("portal.sdk_version", required=False, most=40, placeholder="5.12.0")
    region = text("portal.region", required=False, most=40, list="regions")
    severity = forms.CharField(label=word("portal.severity"), max_length=LEVEL_MAX)
    subject = required("portal.subject", most=200, autocomplete="off")
    body = required("portal.body", rows=10)

    def __init__(self, *args: Any, products: tuple[ProductView, ...], **kwargs: Any) -> None:
        environments = [(environment, say("environment", environment)) for environment in ENVIRONMENTS]
        super().__init__(*args, choices={"environment": environments}, use_required_attribute=False, **kwargs)
        self.fields["severity"].error_messages["required"] = word("portal.choose_severity")
        offered = [("", "—"), *((str(product.id), product.name) for product in products)]
        self.fields["product"].widget = forms.Select(choices=offered)
        self.fields["component"].widget = self._components(products)

    def _components(self, products: tuple[ProductView, ...]) -> forms.Widget:
        """Return a select if the product has components, else a text input."""
        chosen = str(self["product"].value() or "")
        named = next((product.components for product in products if str(product.id) == chosen), ())
        if not named:
            return forms.TextInput()
        return forms.Select(choices=[("", "—"), *((component, component) for component in named)])

    def ticket(self, evidence: dict[str, object]) -> NewTicket:
        """Return the input of the filing operation."""
        data = self.cleaned_data
        return NewTicket(
            subject=data["subject"],
            body=data["body"],
            severity=data["severity"],
            product_id=data["product"],
            component=data["component"],
            platform=data["platform"],
            sdk_version=data["sdk_version"],
            region=data["region"],
            environment=data["environment"],
            evidence=evidence,
        )
