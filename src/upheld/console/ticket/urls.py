"""URLs of a ticket; every act is a resource of its own."""

from __future__ import annotations

from django.urls import path

from upheld.console.ticket import about, acts, composing, files, history, live, messages, outcomes, page, rulings

urlpatterns = [
    path("", page.page, name="ticket"),
    path("/live", live.live, name="live"),
    path("/clocks/<slug:objective>/<int:cycle>", live.why, name="why"),
    path("/outcomes", outcomes.outcomes, name="outcomes"),
    path("/people", live.people, name="ticket_people"),
    path("/history", history.history, name="history"),
    path("/files/<int:attachment_id>", files.download, name="file"),
    path("/messages/<int:message_id>", messages.message, name="message"),
    path("/draft", live.draft, name="draft"),
    path("/reply", composing.reply, name="act_reply"),
    path("/note", composing.note, name="act_note"),
    path("/information", composing.information, name="act_information"),
    path("/workaround", composing.workaround, name="act_workaround"),
    path("/resolution", composing.resolution, name="act_resolution"),
    path("/assignment", acts.assign, name="act_assign"),
    path("/severity", acts.severity, name="act_severity"),
    path("/minimum-severity/lifting", acts.lifting, name="act_lift_floor"),
    path("/exclusions", acts.exclusion, name="act_exclusion"),
    path("/cancellation", acts.cancellation, name="act_cancellation"),
    path("/description", about.description, name="act_description"),
    path("/watchers", about.watch, name="act_watch"),
    path("/watchers/<int:user_id>/removal", about.unwatch, name="act_unwatch"),
    path("/links", about.link, name="act_link"),
    path("/links/<int:other_id>/removal", about.unlink, name="act_unlink"),
    path("/ruling", rulings.rule, name="act_ruling"),
    path("/exclusions/<int:claim_id>/decision", rulings.decide_exclusion, name="act_decide_exclusion"),
    path("/cancellation/<int:proposal_id>/decision", rulings.decide_cancellation, name="act_decide_cancellation"),
    path("/waits/<int:wait_id>/voiding", rulings.void_wait, name="act_void_wait"),
]
