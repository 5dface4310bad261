"""URLs of the portal. A verb is a nested resource."""

from __future__ import annotations

from django.urls import path

from upheld.portal import arbiters, attainment, contracts, home, search, spreadsheets
from upheld.portal import credits as own_credits
from upheld.portal.filing import pages as filing
from upheld.portal.ticket import acts, clocks, files, live, messages, page, replies, severity
from upheld.portal.urls_people import urlpatterns as people

app_name = "portal"
TICKET = "tickets/<int:ticket_id>"

urlpatterns = [
    path("", home.home, name="home"),
    *people,
    path("search", search.page, name="search"),
    path("arbiters", arbiters.page, name="arbiters"),
    path("tickets.csv", spreadsheets.tickets, name="tickets_csv"),
    path("tickets/new", filing.new, name="new"),
    path("tickets/new/levels", filing.levels, name="levels"),
    path(TICKET, page.page, name="ticket"),
    path(f"{TICKET}/live", live.live, name="live"),
    path(f"{TICKET}/clocks/<str:objective>/<int:cycle>", clocks.why, name="why"),
    path(f"{TICKET}/files/<int:attachment_id>", files.download, name="download"),
    path(f"{TICKET}/messages/<int:message_id>", messages.message, name="message"),
    path(f"{TICKET}/replies", replies.reply, name="reply"),
    path(f"{TICKET}/draft", replies.draft, name="draft"),
    path(f"{TICKET}/deliveries/<int:delivery_id>/acceptance", acts.accept, name="accept"),
    path(f"{TICKET}/deliveries/<int:delivery_id>/rejection", acts.reject, name="reject"),
    path(f"{TICKET}/claims/<int:claim_id>/acceptance", acts.accept_claim, name="accept_claim"),
    path(f"{TICKET}/claims/<int:claim_id>/rejection", acts.contest_claim, name="contest_claim"),
    path(f"{TICKET}/proposals/<int:proposal_id>/answer", acts.decide_cancellation, name="decide_cancellation"),
    path(f"{TICKET}/arbiters/<int:arbiter_id>/agreement", acts.agree_arbiter, name="agree_arbiter"),
    path(f"{TICKET}/impact", severity.impact, name="impact"),
    path(f"{TICKET}/dispute", severity.dispute, name="dispute"),
    path(f"{TICKET}/dispute/withdrawal", severity.withdraw, name="withdraw_dispute"),
    path(f"{TICKET}/outcomes/<str:kind>", severity.preview, name="outcomes"),
    path(f"{TICKET}/reopening", acts.reopen, name="reopen"),
    path(f"{TICKET}/withdrawal", acts.withdraw, name="withdraw"),
    path(f"{TICKET}/watchers", acts.watch, name="watch"),
    path(f"{TICKET}/watchers/me/removal", acts.unwatch, name="unwatch"),
    path("contracts", contracts.listing, name="contracts"),
    path("contracts/<int:contract_id>", contracts.page, name="contract"),
    path("attainment", attainment.page, name="attainment"),
    path("attainment/course", attainment.course_part, name="attainment_course"),
    path("attainment/tickets.csv", spreadsheets.decisions, name="attainment_csv"),
    path("attainment/tickets", attainment.tickets, name="attainment_tickets"),
    path("attainment/export", attainment.export, name="attainment_export"),
    path("attainment/credits", own_credits.listing, name="credits"),
    path("attainment/credits/<int:credit_id>/claim", own_credits.claim, name="claim_credit"),
    path("attainment/credits/<int:credit_id>/waiver", own_credits.waive, name="waive_credit"),
]
