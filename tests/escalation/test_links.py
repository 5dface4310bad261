from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from upheld.escalation.links import ticket_link


@pytest.mark.parametrize(("staff", "route"), [(True, "console:ticket"), (False, "portal:ticket")])
def test_the_links_in_mail_lead_to_the_pages(staff: bool, route: str) -> None:
    try:
        path = reverse(route, args=[42])
    except NoReverseMatch:
        pytest.skip(f"this installation has no {route}")
    assert ticket_link(42, staff=staff).endswith(path)
