"""Queries of the desk. They return frozen read models, never rows."""

from upheld.desk.queries.calendars import CalendarInUse, calendars_in_use, damaged_versions, open_by_version
from upheld.desk.queries.cases import CaseLine, case_page
from upheld.desk.queries.conversation import customer_of, history_page, message_page, whole_message
from upheld.desk.queries.feed import TicketEntry, TicketEvents, ticket_events
from upheld.desk.queries.files import AttachmentFile, attachment_file
from upheld.desk.queries.levels import Level, levels
from upheld.desk.queries.lists import TicketFilter, TicketLine, TicketPage, tickets
from upheld.desk.queries.previews import (
    Preview,
    preview_claim,
    preview_dispute,
    preview_exclusion,
    preview_filing,
    preview_severity,
)
from upheld.desk.queries.replies import SavedReplyView, reply_page, saved_replies, saved_reply
from upheld.desk.queries.ticket import TicketView, ticket

__all__ = [
    "AttachmentFile",
    "CalendarInUse",
    "CaseLine",
    "Level",
    "Preview",
    "SavedReplyView",
    "TicketEntry",
    "TicketEvents",
    "TicketFilter",
    "TicketLine",
    "TicketPage",
    "TicketView",
    "attachment_file",
    "calendars_in_use",
    "case_page",
    "customer_of",
    "damaged_versions",
    "history_page",
    "levels",
    "message_page",
    "open_by_version",
    "preview_claim",
    "preview_dispute",
    "preview_exclusion",
    "preview_filing",
    "preview_severity",
    "reply_page",
    "saved_replies",
    "saved_reply",
    "ticket",
    "ticket_events",
    "tickets",
    "whole_message",
]
