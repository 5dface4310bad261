"""Saved replies: texts that the staff use again and again."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.console.forms import ConsoleForm, long_text, text
from upheld.console.requests import StaffRequest, staff
from upheld.desk import operations as desk
from upheld.desk.queries import SavedReplyView, saved_replies
from upheld.operations.errors import NotFound, Refused


class ReplyForm(ConsoleForm):
    title = text("console.reply_title", most=100)
    body_en = long_text("console.body_en", required=False, rows=6)
    body_zh = long_text("console.body_zh", required=False, rows=6)


@require_http_methods(["GET", "POST"])
@staff()
def listing(request: StaffRequest) -> HttpResponseBase:
    """All of them, and a form for one more."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@staff()
def edit(request: StaffRequest, reply_id: int) -> HttpResponseBase:
    """One of them, to be changed."""
    return _edit(request, reply_id)


@require_POST
@staff()
def delete(request: StaffRequest, reply_id: int) -> HttpResponseBase:
    """Take one away."""
    desk.delete_reply(reply_id=reply_id, by=request.actor, now=request.now)
    return redirect("console:saved_replies")


@require_GET
@staff()
def options(request: StaffRequest) -> HttpResponseBase:
    """Those that can be put into a reply, in one language."""
    lang = "zh" if request.GET.get("lang") == "zh" else "en"
    texts = [(saved_reply.title, _body(saved_reply, lang)) for saved_reply in saved_replies(actor=request.actor)]
    return render(request, "console/reply_options.html", {"texts": texts})


def _body(one: SavedReplyView, lang: str) -> str:
    wanted, other = (one.body_zh, one.body_en) if lang == "zh" else (one.body_en, one.body_zh)
    return wanted or other


def _edit(request: StaffRequest, reply_id: int | None) -> HttpResponseBase:
    replies = saved_replies(actor=request.actor)
    chosen = next((reply for reply in replies if reply.id == reply_id), None)
    if reply_id is not None and chosen is None:
        raise NotFound("no_such_reply")
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=_initial(chosen))
    if request.method == "POST" and form.is_valid():
        try:
            desk.save_reply(**form.cleaned_data, reply_id=reply_id, by=request.actor, now=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("console:saved_replies")
    shown = {"replies": replies, "chosen": chosen, "form": form}
    return render(request, "console/saved_replies.html", shown, status=422 if form.errors else 200)


def _initial(chosen: SavedReplyView | None) -> dict[str, str]:
    if chosen is None:
        return {}
    return {"title": chosen.title, "body_en": chosen.body_en, "body_zh": chosen.body_zh}
