"""Forms for a ticket's description, followers and links. They do not affect clocks."""

from __future__ import annotations

from typing import Any

from upheld.accounts.queries import choices
from upheld.console.forms import Choices, ConsoleForm, number, text
from upheld.console.ticket.verbs import Verb, resource
from upheld.desk import acts as desk
from upheld.desk.queries import TicketView


class DescriptionForm(ConsoleForm):
    prefix_id = "description"
    component = text("console.fact.component", required=False, most=60)
    platform = text("console.fact.platform", required=False, most=40)
    sdk_version = text("console.fact.sdk_version", required=False, most=40)
    region = text("console.fact.region", required=False, most=40)
    tags = text("console.fact.tags", required=False, most=900)


def _describe(request: Any, ticket_id: int, form_data: dict[str, Any]) -> None:
    facts = {name: form_data[name] for name in ("component", "platform", "sdk_version", "region")}
    tags = [part.strip() for part in form_data["tags"].replace("，", ",").split(",") if part.strip()]
    desk.describe(ticket_id=ticket_id, **facts, tags=tags, by=request.actor, now=request.now)


def _description_initial(view: TicketView) -> dict[str, Any]:
    facts = {name: getattr(view, name) for name in ("component", "platform", "sdk_version", "region")}
    return {**facts, "tags": ", ".join(view.tags)}


description = resource(Verb("description", "describe", DescriptionForm, _describe, initial=_description_initial))


class WatchForm(ConsoleForm):
    prefix_id = "watch"
    user = number("console.person")


def _follower_choices(view: TicketView) -> dict[str, Choices]:
    """Returns people who are not notified yet; none is preselected."""
    reader_ids = {person.id for person in (view.requester, view.assignee, *view.watchers) if person is not None}
    people = (*choices.people_of(organisation_id=view.customer_id), *choices.staff())
    return {"user": [("", "—"), *((str(person.id), person.name) for person in people if person.id not in reader_ids)]}


watch = resource(
    Verb(
        "watch",
        "watch",
        WatchForm,
        lambda request, ticket_id, form_data: desk.watch(
            ticket_id=ticket_id, user_id=form_data["user"], by=request.actor, now=request.now
        ),
        _follower_choices,
        lambda view: {},
    )
)


class LinkForm(ConsoleForm):
    prefix_id = "link"
    other = number("console.other")


link = resource(
    Verb(
        "link",
        "link",
        LinkForm,
        lambda request, ticket_id, form_data: desk.link(
            ticket_id=ticket_id, other_id=form_data["other"], by=request.actor, now=request.now
        ),
    )
)


class NoForm(ConsoleForm):
    """A form without fields; the URL names the object."""


unwatch = resource(
    Verb(
        "unwatch",
        "watch",
        NoForm,
        lambda request, ticket_id, form_data, user_id: desk.unwatch(
            ticket_id=ticket_id, user_id=user_id, by=request.actor, now=request.now
        ),
    )
)
unlink = resource(
    Verb(
        "unlink",
        "link",
        NoForm,
        lambda request, ticket_id, form_data, other_id: desk.unlink(
            ticket_id=ticket_id, other_id=other_id, by=request.actor, now=request.now
        ),
    )
)
