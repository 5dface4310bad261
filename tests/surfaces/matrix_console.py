"""Rows of the console, the pages of the vendor's staff. To customers they are not there."""

from __future__ import annotations

from typing import Any

from surfaces.matrix import (
    ADMIN,
    CORRESPONDENTS,
    CUSTOMERS,
    HANDLERS,
    JUDGES,
    KEEPERS,
    MANAGERS,
    STAFF,
    Row,
)

PREFIX = "console/"
TICKET = "tickets/<int:ticket_id>"
TEXT = {"body": "A text."}
WHY = {"reason": "So it is."}
LEVEL = {"severity": "P0", **WHY}
ROLE = {"role": "$membership"}


def page(method: str, path: str, who: frozenset[str] = STAFF, **more: Any) -> Row:
    """A row of the console: a stranger is led to the sign-in, a customer finds nothing."""
    others = {**dict.fromkeys(CUSTOMERS, 404), **more.pop("others", {})}
    return Row(method=method, path=PREFIX + path, who=who, anonymous=302, foreign=404, others=others, **more)


def form(path: str, who: frozenset[str], body: Any, **more: Any) -> tuple[Row, Row]:
    """The page of an act and the act itself."""
    return page("GET", path, who, **more), page("POST", path, who, body=body, **more)


LISTS = (
    page("GET", ""),
    page("GET", "queue"),
    page("GET", "queue/rows"),
    page("GET", "queue/counts"),
    page("GET", "queue.csv"),
    page("GET", "tickets"),
    page("GET", "tickets.csv"),
    page("GET", "search", query={"q": "kittiwake"}),
    page("GET", "docket", JUDGES | MANAGERS),
)
TICKETS = (
    page("GET", "tickets/new"),
    page("GET", "tickets/new/levels", query={"customer": "$organisation_id", "product": "$product_id"}),
    page("POST", "tickets/new"),
    page("GET", TICKET),
    page("GET", f"{TICKET}/live"),
    page("GET", f"{TICKET}/clocks/<slug:objective>/<int:cycle>"),
    page("GET", f"{TICKET}/outcomes", names={"ticket_id": "disputed_id"}),
    page("GET", f"{TICKET}/outcomes", query={"claim": "$claim_id"}),
    page("GET", f"{TICKET}/outcomes", query={"clause": "outdated_sdk"}),
    page("GET", f"{TICKET}/people"),
    page("GET", f"{TICKET}/history"),
    page("GET", f"{TICKET}/messages/<int:message_id>"),
    page("GET", f"{TICKET}/files/<int:attachment_id>"),
    page("POST", f"{TICKET}/draft", body={"body": "Dear", "tab": "note", "revision": "1"}),
    page("POST", f"{TICKET}/reply", CORRESPONDENTS, body=TEXT),
    page("POST", f"{TICKET}/note", body=TEXT),
    page("POST", f"{TICKET}/information", HANDLERS, body={**TEXT, "items": "log"}),
    page("POST", f"{TICKET}/workaround", HANDLERS, body=TEXT),
    page("POST", f"{TICKET}/resolution", HANDLERS, body=TEXT),
    *form(f"{TICKET}/assignment", CORRESPONDENTS, {}),
    *form(f"{TICKET}/severity", HANDLERS, {**LEVEL, "basis": "impact"}),
    *form(f"{TICKET}/exclusions", HANDLERS, {"clause": "outdated_sdk", "fields.sdk_version": "3.0"}),
    *form(f"{TICKET}/cancellation", HANDLERS, {"reason": "out_of_scope", "note": "n"}),
    *form(f"{TICKET}/description", CORRESPONDENTS, {"region": "eu"}),
    *form(f"{TICKET}/watchers", STAFF, {"user": "$user_id"}),
    *form(f"{TICKET}/watchers/<int:user_id>/removal", STAFF, {}),
    *form(f"{TICKET}/links", CORRESPONDENTS, {"other": "$other_id"}),
    *form(f"{TICKET}/links/<int:other_id>/removal", CORRESPONDENTS, {}),
    *form(f"{TICKET}/ruling", JUDGES, LEVEL, names={"ticket_id": "disputed_id"}),
    *form(f"{TICKET}/exclusions/<int:claim_id>/decision", JUDGES, {"decision": "yes", **WHY}),
    *form(
        f"{TICKET}/cancellation/<int:proposal_id>/decision",
        JUDGES,
        {"decision": "no"},
        names={"ticket_id": "later_id"},
    ),
    *form(f"{TICKET}/minimum-severity/lifting", HANDLERS, WHY),
    *form(f"{TICKET}/waits/<int:wait_id>/voiding", JUDGES, WHY),
    page("GET", "saved-replies"),
    page("POST", "saved-replies", body={"title": "t", "body_en": "b"}),
    page("GET", "saved-replies/options"),
    page("GET", "saved-replies/<int:reply_id>"),
    page("POST", "saved-replies/<int:reply_id>", body={"title": "t", "body_en": "b"}),
    page("POST", "saved-replies/<int:reply_id>/removal"),
)
CONTRACTS = (
    page("GET", "contracts"),
    *form("products", MANAGERS, {"name": "Voice", "slug": "voice", "components": "echo"}),
    *form("products/<int:product_id>", MANAGERS, {"name": "Voice"}),
    page("POST", "products/<int:product_id>/components", MANAGERS, body={"components": "echo"}),
    page("POST", "products/<int:product_id>/retire", MANAGERS),
    page("POST", "products/<int:product_id>/restore", MANAGERS),
    *form("contracts/new", MANAGERS, {"organisation": "$organisation_id", "name": "n", "plan": "p"}),
    page("GET", "contracts/<int:contract_id>"),
    *form("contracts/<int:contract_id>/draft", MANAGERS, {"source": "upheld: 1"}),
    page("POST", "contracts/<int:contract_id>/publication", MANAGERS),
    *form("contracts/<int:contract_id>/calendars", MANAGERS, {"source": "office: {horizon: 2027, dates: []}"}),
)
PEOPLE = (
    page("GET", "customers"),
    *form("customers/new", MANAGERS, {"name": "n", "timezone": "UTC", "language": "en"}),
    page("GET", "customers/<int:organisation_id>"),
    *form("customers/<int:organisation_id>/edit", MANAGERS, {"name": "n", "timezone": "UTC", "language": "en"}),
    page("GET", "organisations/<int:organisation_id>/invite", KEEPERS),
    page(
        "POST",
        "organisations/<int:organisation_id>/invite",
        KEEPERS,
        body={"address": "new@acme.example", "language": "en", "roles": "requester"},
        others=dict.fromkeys(STAFF - KEEPERS, 422),  # no role is offered to them, so none is a choice
    ),
    page("POST", "organisations/<int:organisation_id>/invitations/<int:invitation_id>/revoke", KEEPERS),
    page("GET", "people"),
    page("GET", "people/<int:user_id>"),
    page("POST", "people/<int:user_id>/roles", KEEPERS, body=ROLE),
    page("POST", "people/<int:user_id>/roles/take", KEEPERS, body=ROLE),
    page("POST", "people/<int:user_id>/active", KEEPERS),
    *form("people/<int:user_id>/erase", frozenset({ADMIN}), {}),
    page("GET", "people/groups"),
    page("POST", "people/groups", MANAGERS, body={"name": "n", "line": "first"}),
    page("GET", "people/groups/<int:group_id>"),
    page("POST", "people/groups/<int:group_id>", MANAGERS, body={"name": "n", "line": "first"}),
    page("POST", "people/groups/<int:group_id>/people", MANAGERS, body={"user_id": "$engineer_id"}),
    page(
        "POST",
        "people/groups/<int:group_id>/people/<int:user_id>/remove",
        MANAGERS,
        names={"user_id": "engineer_id"},
    ),
)
REPORTS = (
    page("GET", "attainment"),
    page("GET", "attainment/changes"),
    page("GET", "attainment/course"),
    page("GET", "attainment/tickets"),
    page("POST", "attainment/publications", MANAGERS, body={"period": "2026-02"}),
    page("POST", "attainment/publications/<int:publication_id>/withdrawal", MANAGERS),
    page("GET", "credits"),
    page("POST", "credits/proposals", MANAGERS, body={"period": "2026-01"}),
    page("POST", "credits/<int:credit_id>/approval", MANAGERS),
    page("POST", "credits/<int:credit_id>/payment", MANAGERS),
)
SENDING = (
    page("GET", "outbox", MANAGERS),
    page("POST", "outbox/<int:parcel_id>/resend", MANAGERS),
    page("GET", "moved-deadlines", MANAGERS),
    page("GET", "outbox/folder", frozenset({ADMIN})),
    page("GET", "outbox/folder/<slug:name>", frozenset(), others={ADMIN: 404}),
    page("GET", "webhooks", MANAGERS),
    page("POST", "webhooks", MANAGERS, body={"url": "https://hooks.example.com/x"}),
    page("POST", "webhooks/<int:endpoint_id>/disable", MANAGERS),
    page("POST", "webhooks/<int:endpoint_id>/enable", MANAGERS),
    page("POST", "webhooks/<int:endpoint_id>/test", MANAGERS),
)
ROWS = (*LISTS, *TICKETS, *CONTRACTS, *PEOPLE, *REPORTS, *SENDING)
