"""What a requester gives to file a ticket."""

from __future__ import annotations

from typing import Any

from django import forms

from upheld.contracts.queries import ProductView
from upheld.desk.operations import NewTicket
from upheld.i18n.words import say
from upheld.portal.forms import number, required
from upheld.ui.forms import HouseForm, choice, text, word

PLATFORMS = ("Android", "iOS", "Web", "Windows", "macOS", "Linux", "Flutter", "React Native", "Unity", "HarmonyOS")
ENVIRONMENTS = ("production", "test")


class FilingForm(HouseForm):
    """Checked again, field by field, by the operation."""

    prefix_id = "new"
    product = number("portal.product")
    environment = choice("portal.environment")
    component = text("portal.component", required=False, most=60)
    platform = text("portal.platform", required=False, most=40, list="platforms")
    sdk_version = text("portal.sdk_version", required=False, most=40, placeholder="5.12.0")
    region = text("portal.region", required=False, most=40, list="regions")
    severity = forms.CharField(label=word("portal.severity"), max_length=20)
    subject = required("portal.subject", most=200, autocomplete="off")
    body = required("portal.body", rows=10)

    def __init__(self, *args: Any, products: tuple[ProductView, ...], **kwargs: Any) -> None:
        environments = [(one, say("environment", one)) for one in ENVIRONMENTS]
        super().__init__(*args, choices={"environment": environments}, use_required_attribute=False, **kwargs)
        self.fields["severity"].error_messages["required"] = word("portal.choose_severity")
        offered = [("", "—"), *((str(product.id), product.name) for product in products)]
        self.fields["product"].widget = forms.Select(choices=offered)
        self.fields["component"].widget = self._components(products)

    def _components(self, products: tuple[ProductView, ...]) -> forms.Widget:
        """A choice where the product names its components, else a text."""
        chosen = str(self["product"].value() or "")
        named = next((one.components for one in products if str(one.id) == chosen), ())
        if not named:
            return forms.TextInput()
        return forms.Select(choices=[("", "—"), *((one, one) for one in named)])

    def ticket(self, evidence: dict[str, object]) -> NewTicket:
        """What the operation takes."""
        given = self.cleaned_data
        return NewTicket(
            subject=given["subject"],
            body=given["body"],
            severity=given["severity"],
            product_id=given["product"],
            component=given["component"],
            platform=given["platform"],
            sdk_version=given["sdk_version"],
            region=given["region"],
            environment=given["environment"],
            evidence=evidence,
        )
