"""The ledger entries of a ticket, by index."""

from __future__ import annotations

import json

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.console.ticket.page import ticket_or_404
from upheld.desk.exclusions import exclusion_in_words
from upheld.desk.queries.parts import HistoryLine
from upheld.desk.terms import terms_for_version
from upheld.i18n.words import has, say


@require_GET
@staff()
def history(request: StaffRequest, ticket_id: int) -> HttpResponseBase:
    """Show the entries as stored. They contain no erasable text."""
    view = ticket_or_404(request, ticket_id)
    terms = terms_for_version(view.contract_version_id)
    lines = [(line, exclusion_in_words(line, view.claims, terms) or _name(line), _data(line)) for line in view.history]
    return render(request, "console/history.html", {"ticket": view, "lines": lines})


def _name(line: HistoryLine) -> str:
    return say("console.kind", line.type) if has("console.kind", line.type) else line.type


def _data(line: HistoryLine) -> str:
    return json.dumps(line.data, ensure_ascii=False, sort_keys=True, indent=1)
