"""URLs of attainment and credits."""

from __future__ import annotations

from django.urls import path

from upheld.console import attainment

urlpatterns = [
    path("attainment", attainment.page, name="attainment"),
    path("attainment/course", attainment.course_part, name="attainment_course"),
    path("attainment/tickets", attainment.tickets, name="attainment_tickets"),
    path("attainment/changes", attainment.changed, name="attainment_changes"),
    path("attainment/publications", attainment.publish, name="attainment_publish"),
    path("attainment/publications/<int:publication_id>/withdrawal", attainment.withdraw, name="attainment_withdraw"),
    path("credits", attainment.credit_list, name="credits"),
    path("credits/proposals", attainment.propose, name="credits_propose"),
    path("credits/<int:credit_id>/approval", attainment.approve, name="credit_approve"),
    path("credits/<int:credit_id>/payment", attainment.pay, name="credit_pay"),
]
