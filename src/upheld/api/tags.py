"""The tags of the OpenAPI document, in the order in which documentation and client libraries show them."""

from __future__ import annotations

from typing import Final

TAGS: Final = {
    "Tickets": "File, list, read and describe tickets. Before filing: what a ticket would be promised.",
    "Conversation": "Replies, internal notes and requests for information; the entries of a ticket's ledger.",
    "Files": "Attachments, streamed up and down.",
    "Drafts and saved replies": "Text that is being written, and text that is used often.",
    "Workarounds and resolutions": "Provided by the vendor, accepted or rejected by the customer.",
    "Severity": "Changed by the vendor, disputed by the customer, ruled on by an arbiter; both outcomes in advance.",
    "Cases": "Exclusion claims and disputes, and the arbiter's inbox.",
    "Endings": "Cancel, withdraw, merge and reopen tickets.",
    "Handling": "Assignment, followers, tags and links.",
    "Events": "What happened on tickets, from a cursor: to keep a copy in step, or to react.",
    "Clocks": "A ticket's clocks, every minute that counted, and deadlines that new time zone data moved.",
    "Queue": "Open tickets by their next deadline. For staff.",
    "Search": "Full-text search over tickets, in Chinese and English.",
    "Attainment": "Figures by period, and the decisions behind them.",
    "Attainment over time": "Trends, hours of the week, restatements, and the evidence to recompute figures.",
    "Publications": "Figures as the vendor published them, with every version of a restated period.",
    "Credits": "Credits that contracts grant: proposed, claimed or waived, approved, paid.",
    "Contracts": "Contracts and their versions: drafted in YAML, checked, published once, then immutable.",
    "Products": "Products and their components.",
    "Organisations": "Customers and the vendor: their people and invitations.",
    "People": "People, as far as the caller may see them.",
    "Groups": "Support groups, to which tickets are assigned.",
    "Arbiters": "The arbiters, and the vendor's log about them.",
    "Me": "The person who made the token.",
    "Tokens": "The caller's own tokens. They are made on the profile page only.",
    "Webhooks": "Endpoints of the vendor that signed calls are sent to (Standard Webhooks).",
    "Outbox": "Mail and webhook calls: waiting, sent and failed. For managers.",
}
"""Descriptions by tag. Each resource has one of these tags."""
