"""URLs of customers, people and groups."""

from __future__ import annotations

from django.urls import path

from upheld.console import customers, groups, people

urlpatterns = [
    path("customers", customers.listing, name="customers"),
    path("customers/new", customers.new, name="new_customer"),
    path("customers/<int:organisation_id>", customers.page, name="customer"),
    path("customers/<int:organisation_id>/edit", customers.edit, name="edit_customer"),
    path("organisations/<int:organisation_id>/invite", people.invite, name="invite"),
    path(
        "organisations/<int:organisation_id>/invitations/<int:invitation_id>/revoke",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path("people", people.listing, name="people"),
    path("people/<int:user_id>", people.page, name="person"),
    path("people/<int:user_id>/roles", people.give_role, name="give_role"),
    path("people/<int:user_id>/roles/take", people.take_role, name="take_role"),
    path("people/<int:user_id>/active", people.set_active, name="set_active"),
    path("people/<int:user_id>/erase", people.erase, name="erase_person"),
    path("people/groups", groups.listing, name="groups"),
    path("people/groups/<int:group_id>", groups.page, name="group"),
    path("people/groups/<int:group_id>/people", groups.add, name="add_to_group"),
    path("people/groups/<int:group_id>/people/<int:user_id>/remove", groups.remove, name="remove_from_group"),
]
