"""URLs of the outbox and of webhook endpoints."""

from __future__ import annotations

from django.urls import path

from upheld.console import folder_mail, moved_deadlines, outbox, webhooks

urlpatterns = [
    path("outbox", outbox.page, name="outbox"),
    path("outbox/<int:parcel_id>/resend", outbox.resend, name="resend"),
    path("outbox/folder", folder_mail.listing, name="folder_mail"),
    path("outbox/folder/<slug:name>", folder_mail.page, name="folder_mail_one"),
    path("moved-deadlines", moved_deadlines.page, name="moved_deadlines"),
    path("webhooks", webhooks.page, name="webhooks"),
    path("webhooks/<int:endpoint_id>/disable", webhooks.disable, name="disable_endpoint"),
    path("webhooks/<int:endpoint_id>/enable", webhooks.enable, name="enable_endpoint"),
    path("webhooks/<int:endpoint_id>/test", webhooks.test, name="test_endpoint"),
]
