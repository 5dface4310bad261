"""What a ticket is about, who follows it, what it has to do with: no clock is concerned."""

from __future__ import annotations

from typing import Any

from upheld.accounts.queries import choices
from upheld.console.forms import Choices, ConsoleForm, number, text
from upheld.console.ticket.verbs import Verb, resource
from upheld.desk import operations as desk
from upheld.desk.queries import TicketView


class DescriptionForm(ConsoleForm):
    prefix_id = "description"
    component = text("console.fact.component", required=False, most=60)
    platform = text("console.fact.platform", required=False, most=40)
    sdk_version = text("console.fact.sdk_version", required=False, most=40)
    region = text("console.fact.region", required=False, most=40)
    tags = text("console.fact.tags", required=False, most=900)


def _describe(request: Any, ticket_id: int, given: dict[str, Any]) -> None:
    facts = {name: given[name] for name in ("component", "platform", "sdk_version", "region")}
    tags = [part.strip() for part in given["tags"].replace("，", ",").split(",") if part.strip()]
    desk.describe(ticket_id=ticket_id, **facts, tags=tags, by=request.actor, now=request.now)


def _described(view: TicketView) -> dict[str, Any]:
    facts = {name: getattr(view, name) for name in ("component", "platform", "sdk_version", "region")}
    return {**facts, "tags": ", ".join(view.tags)}


description = resource(Verb("description", "describe", DescriptionForm, _describe, initial=_described))


class WatchForm(ConsoleForm):
    prefix_id = "watch"
    user = number("console.person")


def _readers(view: TicketView) -> dict[str, Choices]:
    """Those who are not told already; nobody is chosen beforehand."""
    told = {one.id for one in (view.requester, view.assignee, *view.watchers) if one is not None}
    people = (*choices.people_of(organisation_id=view.customer_id), *choices.staff())
    return {"user": [("", "—"), *((str(person.id), person.name) for person in people if person.id not in told)]}


watch = resource(
    Verb(
        "watch",
        "watch",
        WatchForm,
        lambda request, ticket_id, given: desk.watch(
            ticket_id=ticket_id, user_id=given["user"], by=request.actor, now=request.now
        ),
        _readers,
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
        lambda request, ticket_id, given: desk.link(
            ticket_id=ticket_id, other_id=given["other"], by=request.actor, now=request.now
        ),
    )
)


class NoForm(ConsoleForm):
    """Nothing to fill in: the address says all."""


unwatch = resource(
    Verb(
        "unwatch",
        "watch",
        NoForm,
        lambda request, ticket_id, given, user_id: desk.unwatch(
            ticket_id=ticket_id, user_id=user_id, by=request.actor, now=request.now
        ),
    )
)
unlink = resource(
    Verb(
        "unlink",
        "link",
        NoForm,
        lambda request, ticket_id, given, other_id: desk.unlink(
            ticket_id=ticket_id, other_id=other_id, by=request.actor, now=request.now
        ),
    )
)
