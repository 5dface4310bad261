"""URLs of the console. People, the outbox and attainment have their own URL modules."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from upheld.console import docket, new_ticket, products, queue, saved_replies, search, tickets
from upheld.console.contracts import calendars, draft, new, pages
from upheld.console.ticket import urls as ticket_urls

app_name = "console"
PARTS = ("urls_people", "urls_outbox", "urls_attainment")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", queue.page, name="home"),
    path("queue", queue.page, name="queue"),
    path("queue/rows", queue.rows, name="queue_rows"),
    path("queue/counts", queue.queue_counts, name="queue_counts"),
    path("queue.csv", tickets.queue_as_csv, name="queue_csv"),
    path("tickets", tickets.listing, name="tickets"),
    path("tickets.csv", tickets.as_csv, name="tickets_csv"),
    path("tickets/new", new_ticket.page, name="new_ticket"),
    path("tickets/new/levels", new_ticket.severity_options, name="new_ticket_levels"),
    path("tickets/<int:ticket_id>", include(ticket_urls)),
    path("docket", docket.page, name="docket"),
    path("contracts", pages.listing, name="contracts"),
    path("contracts/new", new.new, name="contract_new"),
    path("contracts/<int:contract_id>", pages.page, name="contract"),
    path("contracts/<int:contract_id>/draft", draft.draft, name="contract_draft"),
    path("contracts/<int:contract_id>/calendars", calendars.page, name="contract_calendars"),
    path("contracts/<int:contract_id>/publication", draft.publish, name="contract_publish"),
    path("products", products.listing, name="products"),
    path("products/<int:product_id>", products.page, name="product"),
    path("products/<int:product_id>/components", products.components, name="product_components"),
    path("products/<int:product_id>/retire", products.retire, name="retire_product"),
    path("products/<int:product_id>/restore", products.restore, name="restore_product"),
    path("saved-replies", saved_replies.listing, name="saved_replies"),
    path("saved-replies/options", saved_replies.options, name="reply_options"),
    path("saved-replies/<int:reply_id>", saved_replies.edit, name="saved_reply"),
    path("saved-replies/<int:reply_id>/removal", saved_replies.delete, name="saved_reply_delete"),
    path("search", search.page, name="search"),
    *(path("", include(f"upheld.console.{part}")) for part in PARTS if find_spec(f"upheld.console.{part}")),
]
