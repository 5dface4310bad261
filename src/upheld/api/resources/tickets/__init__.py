"""Tickets, and every verb on them as a resource of its own."""

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
