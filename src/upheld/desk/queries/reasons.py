"""Reasons and evidence of acts on a ticket; these are private texts, stored outside the ledger's leaves."""

from __future__ import annotations

from upheld.desk.answers import in_words
from upheld.desk.floors import read
from upheld.desk.queries.ticket import TicketView
from upheld.ledger.queries import private_texts

RAISED = "severity.changed"


def reasons(view: TicketView) -> dict[int, str]:
    """Returns reasons by the index of their entries, with the evidence of a higher impact."""
    texts = _texts(view, "reason", any("reason" in line.apart for line in view.history))
    raised = [line.index for line in view.history if line.type == RAISED and "evidence" in line.apart]
    evidence = _texts(view, "evidence", bool(raised))
    answers = {index: in_words(read(evidence[index])) for index in raised if index in evidence}
    return texts | {index: " · ".join(filter(None, (texts.get(index), words))) for index, words in answers.items()}


def _texts(view: TicketView, field: str, exists: bool) -> dict[int, str]:
    return private_texts(ticket_id=view.id, field=field) if exists else {}
