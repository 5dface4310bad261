"""Tickets and the acts on them."""

from upheld.api.resources.tickets import acts, cases, conversation, drafts, files, main, previews

RESOURCES = acts.with_acts(
    main.tickets,
    conversation.conversation,
    previews.previews,
    cases.cases,
    files.files,
    drafts.drafts,
)
