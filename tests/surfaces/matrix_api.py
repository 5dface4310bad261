"""Rows of the API. Staff are of no organisation: what is foreign to a customer is not to them."""

from __future__ import annotations

from typing import Any

from surfaces.matrix import (
    ADMIN,
    ANYBODY,
    CORRESPONDENTS,
    CSM,
    CUSTOMERS,
    EVERYONE,
    HANDLERS,
    JUDGES,
    KEEPERS,
    MANAGER,
    MANAGERS,
    STAFF,
    Row,
    names_an_object,
)

PREFIX = "api/v1/"
TICKET = "tickets/<ticket_id>"
ORGANISATION = "organisations/<organisation_id>"
WHY = {"reason": "So it is."}
TEXT = {"body": "A text."}
LEVEL = {"severity": "P0", **WHY}
FILED = {
    "organisation_id": "$organisation_id",
    "product_id": "$product_id",
    "subject": "s",
    "body": "b",
    "severity": "P1",
    "requester_id": None,
}


def api(method: str, path: str, who: frozenset[str], **more: Any) -> Row:
    """A row whose scope follows from the method, and which is foreign to others if it names something."""
    more.setdefault("scope", "read" if method == "GET" else "write")
    more.setdefault("foreign", 404 if names_an_object(path) else None)
    return Row(method=method, path=PREFIX + path, who=who, **more)


def admin(method: str, path: str, who: frozenset[str], **more: Any) -> Row:
    """A row that needs the scope admin, which only managers, CSMs and customer managers can have."""
    return api(method, path, who, scope="admin", **more)


CALLER = (
    api("GET", "openapi.json", ANYBODY, scope="", anonymous=200),
    api("GET", "me", EVERYONE),
    api("PATCH", "me", EVERYONE, body={"theme": "dark"}),
    api("GET", "tokens", EVERYONE),
    admin("DELETE", "tokens/<token_id>", frozenset({MANAGER, ADMIN}), refused=404),
)
TICKETS = (
    api("GET", "tickets", EVERYONE),
    api(
        "POST",
        "filing-previews",
        EVERYONE,
        scope="read",
        foreign=404,
        body={"organisation_id": "$organisation_id", "product_id": "$product_id"},
    ),
    api("GET", "events", EVERYONE, foreign=404, query={"organisation": "$organisation_id"}),
    api("GET", f"{TICKET}/outcomes", EVERYONE, query={"kind": "dispute", "severity": "P0"}),
    api("GET", f"{TICKET}/people", EVERYONE),
    api("POST", "tickets", CUSTOMERS, foreign=404, body=FILED, others=dict.fromkeys(CORRESPONDENTS, 422)),
    api("GET", TICKET, EVERYONE),
    api("PATCH", TICKET, CUSTOMERS | CORRESPONDENTS, body={"region": "eu"}),
    api("GET", f"{TICKET}/messages", EVERYONE),
    api("GET", f"{TICKET}/history", EVERYONE),
    api("POST", f"{TICKET}/messages", CUSTOMERS | CORRESPONDENTS, body=TEXT),
    api("POST", f"{TICKET}/notes", STAFF, body=TEXT),
    api("POST", f"{TICKET}/information-requests", HANDLERS, body={**TEXT, "items": ["log"]}),
    api("POST", f"{TICKET}/waits/<wait_id>/void", JUDGES, body=WHY),
    api("POST", f"{TICKET}/workarounds", HANDLERS, body=TEXT),
    api("POST", f"{TICKET}/resolutions", HANDLERS, body=TEXT),
    api("POST", f"{TICKET}/deliveries/<delivery_id>/acceptance", CUSTOMERS),
    api("POST", f"{TICKET}/deliveries/<delivery_id>/rejection", CUSTOMERS, body=WHY),
    api(
        "POST",
        f"{TICKET}/measurements",
        CORRESPONDENTS,
        body={"evidence": {"service_down_minutes": 1}, "source": "prometheus"},
    ),
    api("POST", f"{TICKET}/severity-changes", HANDLERS, body={**LEVEL, "basis": "impact"}),
    api("POST", f"{TICKET}/floor-liftings", HANDLERS, body=WHY),
    api("POST", f"{TICKET}/impact-reports", CUSTOMERS, body=LEVEL),
    api("POST", f"{TICKET}/disputes", CUSTOMERS, body=LEVEL),
    api("DELETE", f"{TICKET}/disputes/open", CUSTOMERS),
    api("POST", f"{TICKET}/rulings", JUDGES, body=LEVEL),
    api("POST", f"{TICKET}/exclusions", HANDLERS, body={"clause": "outdated_sdk", "fields": {"sdk_version": "3.0"}}),
    api("POST", f"{TICKET}/exclusions/<claim_id>/decisions", CUSTOMERS | JUDGES, body={"accepted": True}),
    api("POST", f"{TICKET}/arbiters/<arbiter_id>/agreement", CUSTOMERS),
    api("GET", "arbiters", EVERYONE),
    api("GET", "arbiters/changes", EVERYONE),
    api("GET", "cases", EVERYONE),
    api("POST", f"{TICKET}/reopenings", CUSTOMERS, body=WHY),
    api("POST", f"{TICKET}/withdrawal", CUSTOMERS),
    api("POST", f"{TICKET}/cancellations", HANDLERS, body={"reason": "out_of_scope", "note": "n"}),
    api(
        "POST",
        f"{TICKET}/cancellations/<proposal_id>/decision",
        CUSTOMERS | JUDGES,
        body={"agreed": False},
        names={"ticket_id": "later_id"},
    ),
    api("POST", f"{TICKET}/merge", CUSTOMERS, body={"into_id": "$other_id"}),
    api("PUT", f"{TICKET}/assignment", CORRESPONDENTS, body={"group_id": None, "assignee_id": None}),
    api("PUT", f"{TICKET}/watchers/<user_id>", EVERYONE),
    api("DELETE", f"{TICKET}/watchers/<user_id>", STAFF | {MANAGER}, names={"user_id": "manager_id"}),
    api("PUT", f"{TICKET}/links/<other_id>", CORRESPONDENTS),
    api("DELETE", f"{TICKET}/links/<other_id>", CORRESPONDENTS),
    api("POST", f"{TICKET}/attachments", CUSTOMERS | CORRESPONDENTS, query={"name": "a.log"}, body="x", raw=True),
    api("GET", f"{TICKET}/attachments/<attachment_id>", EVERYONE),
    api("PUT", f"{TICKET}/drafts/<kind>", EVERYONE, body={"body": "Dear"}),
    api("DELETE", f"{TICKET}/drafts/<kind>", EVERYONE),
    api("GET", "saved-replies", EVERYONE),
    api("POST", "saved-replies", STAFF, body={"title": "t", "body_en": "b"}),
    api("PUT", "saved-replies/<reply_id>", STAFF, foreign=403, body={"title": "t", "body_en": "b"}),
    api("DELETE", "saved-replies/<reply_id>", STAFF, foreign=403),
    api("GET", f"{TICKET}/clocks", EVERYONE),
    api("GET", f"{TICKET}/clocks/<objective>/<cycle>", EVERYONE),
    api("GET", "moved-deadlines", EVERYONE),
    api("GET", "queue", STAFF),
    api("GET", "queue/counts", STAFF),
    api("GET", "search", EVERYONE, query={"q": "kittiwake"}),
)
REPORTS = (
    api("GET", "attainment", EVERYONE, query={"period": "2026-01"}),
    api("GET", "attainment/decisions", EVERYONE, query={"period": "2026-01"}),
    api("GET", "attainment/course", EVERYONE, query={"period": "2026-01"}),
    api("GET", "attainment/hours", EVERYONE, query={"period": "2026-01"}),
    api("GET", "attainment/restatements", EVERYONE, query={"period": "2026-01", "since": "2026-02-01T00:00:00Z"}),
    api(
        "GET",
        "attainment/evidence",
        EVERYONE,
        foreign=404,
        query={"period": "2026-01", "customer": "$organisation_id"},
    ),
    api("GET", "publications", EVERYONE),
    admin("POST", "publications", MANAGERS, body={"period": "2026-02"}),
    admin("DELETE", "publications/<publication_id>", MANAGERS, foreign=403, query={"reason": "Too early."}),
    api("GET", "credits", EVERYONE),
    admin("POST", "credit-proposals", MANAGERS, body={"period": "2026-01"}),
    admin("POST", "credits/<credit_id>/<move>", frozenset({MANAGER})),
)
VENDOR = (
    api("GET", "products", EVERYONE),
    admin("POST", "products", MANAGERS, body={"slug": "new", "name": "New"}),
    admin("PUT", "products/<product_id>", MANAGERS, foreign=403, body={"name": "New"}),
    admin("PUT", "products/<product_id>/components", MANAGERS, foreign=403, body={"components": ["echo"]}),
    admin("PUT", "products/<product_id>/retirement", MANAGERS, foreign=403),
    admin("DELETE", "products/<product_id>/retirement", MANAGERS, foreign=403),
    api("GET", "contracts", EVERYONE),
    admin(
        "POST",
        "contracts",
        MANAGERS,
        body={"organisation_id": "$organisation_id", "name": "n", "plan": "p", "product_ids": ["$product_id"]},
    ),
    api("GET", "contracts/<contract_id>", EVERYONE),
    api("GET", "contracts/<contract_id>/versions/<number>", EVERYONE),
    api("GET", "contracts/<contract_id>/versions/<number>/editions/<edition>", EVERYONE),
    admin(
        "POST",
        "contracts/<contract_id>/versions/<number>/editions",
        MANAGERS,
        foreign=403,
        body={"source": "office: {horizon: 2027, dates: []}"},
    ),
    api("POST", "contract-checks", EVERYONE, scope="read", body={"source": "upheld: 1"}),
    admin("PUT", "contracts/<contract_id>/draft", MANAGERS, foreign=403, body={"source": "upheld: 1"}),
    admin("POST", "contracts/<contract_id>/publication", MANAGERS),
    api("GET", "organisations", EVERYONE),
    admin("POST", "organisations", MANAGERS, body={"name": "New"}),
    api("GET", ORGANISATION, EVERYONE),
    admin("PUT", ORGANISATION, MANAGERS, body={"name": "New"}),
    api("GET", f"{ORGANISATION}/people", EVERYONE),
    api("GET", f"{ORGANISATION}/invitations", EVERYONE),
    admin(
        "POST",
        f"{ORGANISATION}/invitations",
        KEEPERS | {MANAGER},
        body={"address": "new@acme.example", "roles": ["requester"]},
    ),
    admin("DELETE", "invitations/<invitation_id>", KEEPERS | {MANAGER}),
    admin("PUT", f"{ORGANISATION}/people/<user_id>/roles/<role>", KEEPERS | {MANAGER}),
    admin("DELETE", f"{ORGANISATION}/people/<user_id>/roles/<role>", KEEPERS | {MANAGER}),
    api("GET", "people/<user_id>", EVERYONE),
    admin("PUT", "people/<user_id>/deactivation", KEEPERS | {MANAGER}),
    admin("DELETE", "people/<user_id>/deactivation", KEEPERS | {MANAGER}),
    api("GET", "groups", EVERYONE),
    admin("POST", "groups", MANAGERS, body={"name": "New"}),
    api("GET", "groups/<group_id>", STAFF, refused=404),
    admin("PUT", "groups/<group_id>", MANAGERS, others={MANAGER: 404, CSM: 403}, body={"name": "New"}),
    admin(
        "PUT",
        "groups/<group_id>/members/<user_id>",
        MANAGERS,
        others={MANAGER: 404, CSM: 403},
        names={"user_id": "engineer_id"},
    ),
    admin(
        "DELETE",
        "groups/<group_id>/members/<user_id>",
        MANAGERS,
        others={MANAGER: 404, CSM: 403},
        names={"user_id": "engineer_id"},
    ),
    admin("GET", "webhooks", MANAGERS),
    admin("POST", "webhooks", MANAGERS, body={"url": "https://hooks.example.com/x"}),
    admin("PUT", "webhooks/<endpoint_id>/deactivation", MANAGERS, foreign=403),
    admin("DELETE", "webhooks/<endpoint_id>/deactivation", MANAGERS, foreign=403),
    admin("POST", "webhooks/<endpoint_id>/tests", MANAGERS, foreign=403),
    admin("GET", "outbox", MANAGERS),
    admin("POST", "outbox/<parcel_id>/retries", MANAGERS, foreign=403),
)
ROWS = (*CALLER, *TICKETS, *REPORTS, *VENDOR)
