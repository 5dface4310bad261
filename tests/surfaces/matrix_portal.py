"""Rows of the portal, the pages of the customers' people. To the vendor's staff they are not there."""

from __future__ import annotations

from typing import Any

from surfaces.matrix import CUSTOMERS, MANAGER, REQUESTER, STAFF, Row

PREFIX = "portal/"
TICKET = "tickets/<int:ticket_id>"
WHY = {"reason": "So it is."}


def page(method: str, path: str, who: frozenset[str] = CUSTOMERS, **more: Any) -> Row:
    """A row of the portal: a stranger is led to the sign-in, staff find nothing."""
    others = {**dict.fromkeys(STAFF, 404), **more.pop("others", {})}
    return Row(method=method, path=PREFIX + path, who=who, anonymous=302, others=others, **more)


def own(method: str, path: str, who: frozenset[str] = CUSTOMERS, **more: Any) -> Row:
    """A page of something of a customer's: to another customer it is not there."""
    return page(method, path, who, foreign=404, **more)


LISTS = (
    page("GET", ""),
    page("GET", "tickets.csv"),
    page("GET", "search", query={"q": "join"}),
    page("GET", "contracts"),
    page("GET", "arbiters"),
    page("GET", "attainment"),
    page("GET", "attainment/course"),
    page("GET", "attainment/tickets"),
    page("GET", "attainment/tickets.csv"),
    own("GET", "attainment/export", query={"organisation": "$organisation_id"}),
    page("GET", "attainment/credits"),
    own("GET", "contracts/<int:contract_id>"),
)
FILING = (
    own("GET", "tickets/new", query={"organisation": "$organisation_id", "product": "$product_id"}),
    own("POST", "tickets/new", body={"organisation": "$organisation_id"}),
    own("GET", "tickets/new/levels", query={"organisation": "$organisation_id", "product": "$product_id"}),
)
TICKETS = (
    own("GET", TICKET),
    own("GET", f"{TICKET}/live"),
    own("GET", f"{TICKET}/clocks/<str:objective>/<int:cycle>"),
    own("GET", f"{TICKET}/files/<int:attachment_id>"),
    own("GET", f"{TICKET}/messages/<int:message_id>"),
    own("GET", f"{TICKET}/impact"),
    own("POST", f"{TICKET}/impact", body={"severity": "P0", **WHY}),
    own("GET", f"{TICKET}/dispute"),
    own("POST", f"{TICKET}/dispute", body={"severity": "P0", **WHY}),
    own("POST", f"{TICKET}/dispute/withdrawal", names={"ticket_id": "disputed_id"}),
    own("GET", f"{TICKET}/outcomes/<str:kind>", names={"kind": "outcome"}),
    own("POST", f"{TICKET}/outcomes/<str:kind>", names={"kind": "outcome"}, body={"severity": "P0"}),
    own("POST", f"{TICKET}/replies", body={"body": "A text."}),
    own("POST", f"{TICKET}/draft", body={"body": "A text.", "revision": "0"}),
    own("POST", f"{TICKET}/deliveries/<int:delivery_id>/acceptance"),
    own("POST", f"{TICKET}/deliveries/<int:delivery_id>/rejection", body=WHY),
    own("POST", f"{TICKET}/arbiters/<int:arbiter_id>/agreement"),
    own("POST", f"{TICKET}/claims/<int:claim_id>/acceptance"),
    own("POST", f"{TICKET}/claims/<int:claim_id>/rejection", body=WHY),
    own(
        "POST",
        f"{TICKET}/proposals/<int:proposal_id>/answer",
        names={"ticket_id": "later_id"},
        body={"answer": "refuse"},
    ),
    own("POST", f"{TICKET}/reopening", body=WHY),
    own("POST", f"{TICKET}/withdrawal"),
    own("POST", f"{TICKET}/watchers", body={"person": "$manager_id"}),
    own("POST", f"{TICKET}/watchers/me/removal"),
)
CREDITS = (
    own("POST", "attainment/credits/<int:credit_id>/claim", frozenset({MANAGER})),
    own("POST", "attainment/credits/<int:credit_id>/waiver", frozenset({MANAGER})),
)
INVITE = "organisations/<int:organisation_id>/invite"
REVOKE = "organisations/<int:organisation_id>/invitations/<int:invitation_id>/revoke"
ROLES = "organisations/<int:organisation_id>/people/<int:user_id>/roles"
GUEST = {"address": "new@acme.example", "language": "en", "roles": "requester"}


def managing(method: str, path: str, **more: Any) -> Row:
    """A page of a manager's alone: a requester is stopped before it is asked whose it is."""
    return own(method, path, frozenset({MANAGER}), rival_others={REQUESTER: 403}, **more)


PEOPLE = (
    page("GET", "people"),
    managing("GET", INVITE),
    managing("POST", INVITE, body=GUEST),
    managing("POST", REVOKE),
    managing("POST", ROLES, body={"give": "requester"}),
)
ROWS: tuple[Row, ...] = (*LISTS, *FILING, *TICKETS, *CREDITS, *PEOPLE)
