"""Terms for the tests of clocks: without any clause, and with all of them."""

from typing import Any

from sla.making import make_terms
from upheld.sla import Terms

PLAIN = make_terms()


def terms(**more: Any) -> Terms:
    """Terms with silence, reopening, pauses and exclusions, unless said otherwise."""
    return make_terms(
        **{
            "acceptance": {"after": "2d"},
            "reopening": {"within": "5d"},
            "pauses": {"waiting_on_customer": ["update", "restoration", "resolution", "response"]},
            "exclusions": [
                {"id": "sdk", "objectives": ["restoration", "resolution"]},
                {"id": "force", "scope": "ticket"},
            ],
            **more,
        }
    )
