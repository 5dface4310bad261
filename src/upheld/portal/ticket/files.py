"""Downloads of a ticket's files. They are never rendered as a page."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from upheld.accounts.audience import customer
from upheld.accounts.request import Request
from upheld.desk.queries import attachment_file
from upheld.operations.errors import NotFound
from upheld.portal.streams import read_as


@customer()
@require_GET
def download(request: Request, ticket_id: int, attachment_id: int) -> HttpResponseBase:
    """Stream a file."""
    file = attachment_file(ticket_id=ticket_id, attachment_id=attachment_id, actor=request.person)
    if file is None:
        raise NotFound
    answer = StreamingHttpResponse(read_as(request.person, file.chunks), content_type="application/octet-stream")
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
