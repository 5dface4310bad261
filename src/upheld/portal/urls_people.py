"""URLs of the portal's people pages."""

from __future__ import annotations

from django.urls import path

from upheld.portal import people

urlpatterns = [
    path("people", people.listing, name="people"),
    path("organisations/<int:organisation_id>/invite", people.invite, name="invite"),
    path(
        "organisations/<int:organisation_id>/invitations/<int:invitation_id>/revoke",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path("organisations/<int:organisation_id>/people/<int:user_id>/roles", people.set_role, name="set_role"),
]
