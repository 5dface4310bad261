"""Tickets and the operations on them."""

from upheld.api.resources.tickets import (
    cases,
    conversation,
    deliveries,
    drafts,
    endings,
    files,
    handling,
    main,
    previews,
    severity,
)

RESOURCES = (
    main.tickets,
    conversation.conversation,
    deliveries.deliveries,
    severity.severity,
    previews.previews,
    cases.cases,
    endings.endings,
    handling.handling,
    files.files,
    drafts.drafts,
)
