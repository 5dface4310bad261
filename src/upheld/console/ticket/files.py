"""Files of a ticket: always a download, never a page."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.console.streams import seeing_everything
from upheld.desk.queries import attachment_file
from upheld.operations.errors import NotFound


@require_GET
@staff()
def download(request: StaffRequest, ticket_id: int, attachment_id: int) -> HttpResponseBase:
    """The bytes, streamed."""
    file = attachment_file(ticket_id=ticket_id, attachment_id=attachment_id, actor=request.actor)
    if file is None:
        raise NotFound
    answer = StreamingHttpResponse(seeing_everything(file.chunks), content_type="application/octet-stream")
    answer["Content-Length"] = str(file.size)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
