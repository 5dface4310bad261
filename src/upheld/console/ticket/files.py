"""Attachments of a ticket, always served as downloads."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET

from upheld.console.requests import StaffRequest, staff
from upheld.console.streams import with_staff_access
from upheld.desk.queries import attachment_file
from upheld.operations.errors import NotFound


@require_GET
@staff()
def download(request: StaffRequest, ticket_id: int, attachment_id: int) -> HttpResponseBase:
    """Stream an attachment."""
    file = attachment_file(ticket_id=ticket_id, attachment_id=attachment_id, actor=request.actor)
    if file is None:
        raise NotFound
    response = StreamingHttpResponse(with_staff_access(file.chunks), content_type="application/octet-stream")
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
