"""Saved replies: texts that staff reuse."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.console.forms import ConsoleForm, long_text, text
from upheld.console.requests import StaffRequest, staff
from upheld.desk import acts as desk
from upheld.desk.queries import SavedReplyView, reply_page, saved_replies, saved_reply
from upheld.operations.errors import Refused


class ReplyForm(ConsoleForm):
    title = text("console.reply_title", most=100)
    body_en = long_text("console.body_en", required=False, rows=6)
    body_zh = long_text("console.body_zh", required=False, rows=6)


@require_http_methods(["GET", "POST"])
@staff()
def listing(request: StaffRequest) -> HttpResponseBase:
    """List the saved replies; create one."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@staff()
def edit(request: StaffRequest, reply_id: int) -> HttpResponseBase:
    """Edit a saved reply."""
    return _edit(request, reply_id)


@require_POST
@staff()
def delete(request: StaffRequest, reply_id: int) -> HttpResponseBase:
    """Delete a saved reply."""
    desk.delete_reply(reply_id=reply_id, by=request.actor, now=request.now)
    return redirect("console:saved_replies")


@require_GET
@staff()
def options(request: StaffRequest) -> HttpResponseBase:
    """Render the saved replies as options, in one language."""
    lang = "zh" if request.GET.get("lang") == "zh" else "en"
    texts = [(reply.title, _body(reply, lang)) for reply in saved_replies(actor=request.actor)]
    return render(request, "console/reply_options.html", {"texts": texts})


def _body(reply: SavedReplyView, lang: str) -> str:
    preferred, other = (reply.body_zh, reply.body_en) if lang == "zh" else (reply.body_en, reply.body_zh)
    return preferred or other


def _edit(request: StaffRequest, reply_id: int | None) -> HttpResponseBase:
    chosen = None if reply_id is None else saved_reply(reply_id=reply_id, actor=request.actor)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=_initial(chosen))
    if request.method == "POST" and form.is_valid():
        try:
            desk.save_reply(**form.cleaned_data, reply_id=reply_id, by=request.actor, now=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:saved_replies")
    after = request.GET.get("after")
    page = reply_page(actor=request.actor, after=after)
    context = {"page": page, "turned": after is not None, "chosen": chosen, "form": form}
    return render(request, "console/saved_replies.html", context, status=422 if form.errors else 200)


def _initial(reply: SavedReplyView | None) -> dict[str, str]:
    if reply is None:
        return {}
    return {"title": reply.title, "body_en": reply.body_en, "body_zh": reply.body_zh}
