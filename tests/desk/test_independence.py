"""Stories of arbiters: who may rule on a case, who may not and why, and what both sides see."""

from __future__ import annotations

from datetime import datetime

import pytest

from factories.accounts import actor, browser, person
from factories.world import World
from upheld.accounts import operations as accounts
from upheld.accounts.actor import SYSTEM, Actor
from upheld.accounts.models import GroupMember, Organisation
from upheld.accounts.operations.rows import CannotAppointOneself
from upheld.desk import acts as desk
from upheld.desk.errors import CannotAct, NotIndependent
from upheld.desk.queries import TicketView, case_page, ticket
from upheld.desk.queries.appointments import appointment_changes, appointments
from upheld.ledger.models import Entry, Head
from upheld.operations.errors import NotAllowed


def dispute(world: World, *, customer: str = "acme") -> int:
    """A ticket whose severity the customer disputes."""
    owner = getattr(world, customer)
    number = world.file("P1", owner)
    world.wait(minutes=1)
    desk.dispute_severity(ticket_id=number, severity="P0", reason="All is down.", by=owner.requester, now=world.now)
    return number


def rule(world: World, number: int, by: Actor) -> None:
    desk.rule_severity(ticket_id=number, severity="P0", reason="By the criteria.", by=actor(by.id), now=world.now)


def codes(refused: NotIndependent) -> list[str]:
    return [conflict.code for conflict in refused.conflicts]


def appoint(world: World, who: Actor, by: Actor | None = None) -> Actor:
    """Make somebody of the vendor's an arbiter."""
    place = Organisation.objects.get(kind="vendor").pk
    by = by or world.staff["admin"]
    accounts.add_role(user_id=who.id, organisation_id=place, role="arbiter", by=by, now=world.now)
    return actor(who.id)


def newest_instant() -> datetime:
    return Head.objects.latest("last_recorded_at").last_recorded_at


def view(number: int, by: Actor) -> TicketView:
    found = ticket(ticket_id=number, actor=actor(by.id), now=newest_instant())
    assert found is not None
    return found


def nobody_else(world: World) -> None:
    """Take the world's own arbiter away."""
    accounts.deactivate_person(user_id=world.arbiter.id, by=SYSTEM, now=world.now)


def only_admin(world: World) -> Actor:
    """The one administrator that is left."""
    first = next(
        membership
        for membership in Organisation.objects.get(kind="vendor").memberships.all()
        if membership.role == "admin"
    )
    accounts.deactivate_person(user_id=first.user_id, by=SYSTEM, now=world.now)
    assert first.user_id != world.staff["admin"].id
    return world.staff["admin"]


def test_an_arbiter_who_never_worked_on_the_ticket_rules(world: World) -> None:
    number = dispute(world)
    assert view(number, world.arbiter).conflicts == {}
    assert "rule" in view(number, world.arbiter).may
    rule(world, number, world.arbiter)
    # Ruling is no work on the ticket: the same arbiter rules again.
    desk.dispute_severity(ticket_id=number, severity="P2", reason="Less.", by=world.acme.requester, now=world.now)
    rule(world, number, world.arbiter)


def test_an_administrator_does_not_make_himself_an_arbiter(world: World) -> None:
    admin = world.staff["admin"]
    with pytest.raises(CannotAppointOneself) as refused:
        appoint(world, admin, by=admin)
    assert (refused.value.code, refused.value.field) == ("not_oneself_as_arbiter", "role")
    with pytest.raises(CannotAppointOneself):
        accounts.invite_person(
            organisation_id=Organisation.objects.get(kind="vendor").pk,
            address="admin-1@vendor.example",
            roles=["arbiter"],
            by=admin,
            now=world.now,
        )


def test_the_only_administrator_rules_where_the_customer_agrees(world: World) -> None:
    admin = only_admin(world)
    admin = appoint(world, admin, by=admin)
    number = dispute(world)  # the appointment is older than the case
    with pytest.raises(NotIndependent) as refused:
        rule(world, number, admin)
    assert codes(refused.value) == ["self_appointed"]
    with pytest.raises(NotAllowed):
        desk.agree_to_arbiter(ticket_id=number, arbiter_id=admin.id, by=admin, now=world.now)
    desk.agree_to_arbiter(ticket_id=number, arbiter_id=admin.id, by=world.acme.requester, now=world.wait(minutes=1))
    rule(world, number, admin)
    other = dispute(world, customer="rival")
    with pytest.raises(NotIndependent):  # what one customer agreed to binds no other
        rule(world, other, admin)


def test_who_once_wrote_a_note_does_not_rule(world: World) -> None:
    number = world.file("P1")
    desk.add_note(ticket_id=number, body="A known fault?", by=world.arbiter, now=world.wait(minutes=1))
    desk.dispute_severity(ticket_id=number, severity="P0", reason="Down.", by=world.acme.requester, now=world.now)
    with pytest.raises(NotIndependent) as refused:
        rule(world, number, world.arbiter)
    assert codes(refused.value) == ["acted"]
    assert "has acted on this ticket" in refused.value.text("en")
    assert "曾在此工单上操作" in refused.value.text("zh-hans")
    # To the customer a note leaves no trace: not even when it was.
    [case] = view(number, world.acme.requester).arbitration
    assert [(conflict.code, conflict.at) for conflict in case.candidates[0].conflicts] == [("worked", None)]
    # The customer's agreement is no cure, and it is not asked for.
    with pytest.raises(CannotAct, match="nothing_to_agree"):
        desk.agree_to_arbiter(ticket_id=number, arbiter_id=world.arbiter.id, by=world.acme.requester, now=world.now)


def test_who_was_assigned_does_not_rule(world: World) -> None:
    number = world.file("P1")
    desk.assign(ticket_id=number, group_id=None, assignee_id=world.arbiter.id, by=world.engineer, now=world.now)
    desk.dispute_severity(ticket_id=number, severity="P0", reason="Down.", by=world.acme.requester, now=world.now)
    with pytest.raises(NotIndependent) as refused:
        rule(world, number, world.arbiter)
    assert codes(refused.value) == ["assigned"]


@pytest.mark.parametrize(
    ("left", "conflicts"), [("before filing", []), ("after filing", ["in_group"]), ("", ["in_group"])]
)
def test_a_member_of_the_ticket_s_group_rules_only_if_they_left_before_it_was_filed(
    world: World, left: str, conflicts: list[str]
) -> None:
    group = world.groups["first"]
    accounts.add_to_group(group_id=group, user_id=world.arbiter.id, by=SYSTEM, now=world.now)
    world.wait(hours=1)
    if left == "before filing":
        accounts.remove_from_group(group_id=group, user_id=world.arbiter.id, by=SYSTEM, now=world.now)
        world.wait(hours=1)
    number = dispute(world)
    desk.assign(ticket_id=number, group_id=group, assignee_id=None, by=world.engineer, now=world.wait(minutes=1))
    if left == "after filing":
        accounts.remove_from_group(group_id=group, user_id=world.arbiter.id, by=SYSTEM, now=world.wait(minutes=1))
    [case] = view(number, world.engineer).arbitration
    assert [conflict.code for conflict in case.candidates[0].conflicts] == conflicts
    if conflicts:
        with pytest.raises(NotIndependent):
            rule(world, number, world.arbiter)
    else:
        rule(world, number, world.arbiter)


def test_a_membership_older_than_the_log_counts_as_one(world: World) -> None:
    GroupMember.objects.create(group_id=world.groups["first"], user_id=world.arbiter.id)
    number = dispute(world)
    desk.assign(
        ticket_id=number, group_id=world.groups["first"], assignee_id=None, by=world.engineer, now=world.wait(minutes=1)
    )
    with pytest.raises(NotIndependent):
        rule(world, number, world.arbiter)


def test_who_was_appointed_after_the_case_opened_rules_only_by_agreement(world: World) -> None:
    number = dispute(world)
    late = appoint(world, person("csm", now=world.wait(minutes=1)))
    with pytest.raises(NotIndependent) as refused:
        rule(world, number, late)
    assert codes(refused.value) == ["appointed_later"]
    world.wait(minutes=1)
    desk.agree_to_arbiter(ticket_id=number, arbiter_id=late.id, by=world.acme.requester, now=world.now)
    rule(world, number, late)


@pytest.mark.parametrize("kind", ["exclusion", "cancellation"])
def test_a_case_that_the_vendor_opens_again_is_as_old_as_its_first(world: World, kind: str) -> None:
    number = world.file("P1")
    first = vendor_case(world, number, kind)
    refuse_case(world, number, kind, first)
    late = appoint(world, person("csm", now=world.wait(minutes=1)))
    world.wait(minutes=1)
    again = vendor_case(world, number, kind)
    with pytest.raises(NotIndependent) as refused:
        decide_case(world, number, kind, again, late)
    assert codes(refused.value) == ["appointed_later"]
    [line] = [one for one in case_page(actor=late).items if one.kind == kind and one.id == again]
    assert late.id not in {one.id for one in line.eligible}
    decide_case(world, number, kind, again, world.arbiter)


def vendor_case(world: World, number: int, kind: str) -> int:
    by, now = world.engineer, world.wait(minutes=1)
    if kind == "cancellation":
        return desk.propose_cancellation(ticket_id=number, reason="out_of_scope", note="No.", by=by, now=now)
    fields = {"sdk_version": "3.0"}
    return desk.claim_exclusion(ticket_id=number, clause="outdated_sdk", fields=fields, evidence="2.0", by=by, now=now)


def decide_case(world: World, number: int, kind: str, pk: int, by: Actor, *, agreed: bool = True) -> None:
    if kind == "cancellation":
        desk.decide_cancellation(ticket_id=number, proposal_id=pk, agreed=agreed, by=by, now=world.now)
    else:
        desk.decide_exclusion(ticket_id=number, claim_id=pk, accepted=agreed, reason="No.", by=by, now=world.now)


def refuse_case(world: World, number: int, kind: str, pk: int) -> None:
    decide_case(world, number, kind, pk, world.acme.requester, agreed=False)


def test_who_worked_on_a_merged_ticket_does_not_rule_on_the_one_that_goes_on(world: World) -> None:
    number, other, third = world.file("P1"), world.file("P1"), world.file("P1")
    desk.add_note(ticket_id=third, body="A known fault?", by=world.arbiter, now=world.wait(minutes=1))
    for ended, into in ((third, other), (other, number)):
        desk.merge_duplicate(ticket_id=ended, into_id=into, by=world.acme.requester, now=world.wait(minutes=1))
    desk.dispute_severity(ticket_id=number, severity="P0", reason="Down.", by=world.acme.requester, now=world.now)
    with pytest.raises(NotIndependent) as refused:
        rule(world, number, world.arbiter)
    assert codes(refused.value) == ["acted"]
    assert "rule" not in view(number, world.arbiter).may
    [case] = case_page(actor=world.arbiter).items
    assert case.eligible == ()


def test_who_is_no_arbiter_any_more_does_not_rule_by_a_role_that_was_read_before(world: World) -> None:
    number = dispute(world)
    before = world.arbiter
    nobody_else(world)
    with pytest.raises(NotAllowed):
        desk.rule_severity(ticket_id=number, severity="P0", reason="By the criteria.", by=before, now=world.now)


def test_who_was_invited_after_the_ticket_was_filed_does_not_agree(world: World) -> None:
    number = dispute(world)
    late = appoint(world, person("csm", now=world.wait(minutes=1)))
    puppet = person("requester", of=world.acme.id, now=world.now)
    accounts.add_role(
        user_id=puppet.id,
        organisation_id=world.acme.id,
        role="customer_manager",
        by=world.staff["admin"],
        now=world.now,
    )
    with pytest.raises(CannotAct, match="joined_later"):
        desk.agree_to_arbiter(ticket_id=number, arbiter_id=late.id, by=actor(puppet.id), now=world.wait(minutes=1))
    other = world.file("P1")
    desk.dispute_severity(ticket_id=other, severity="P0", reason="Down.", by=world.acme.requester, now=world.now)
    later = appoint(world, person("csm", now=world.wait(minutes=1)))
    desk.agree_to_arbiter(ticket_id=other, arbiter_id=later.id, by=actor(puppet.id), now=world.wait(minutes=1))


def test_the_page_does_not_ask_for_an_agreement_that_the_reader_cannot_give(world: World) -> None:
    number = dispute(world)
    late = appoint(world, person("csm", now=world.wait(minutes=1)))
    colleague = person("customer_manager", of=world.acme.id, now=world.now)
    page = browser(colleague).get(f"/portal/tickets/{number}").content.decode()
    assert f"Agree that {late.name} rules" not in page
    assert "Only people who belonged to the customer when the ticket was filed can agree." in page
    assert "agree_arbiter" not in view(number, colleague).may
    assert "agree_arbiter" in view(number, world.acme.requester).may
    assert "Only people who belonged" not in browser(world.acme.requester).get(f"/portal/tickets/{number}").text


def test_an_agreement_ends_with_the_appointment_that_it_was_for(world: World) -> None:
    number = dispute(world)
    late = appoint(world, person("csm", now=world.wait(minutes=1)))
    desk.agree_to_arbiter(ticket_id=number, arbiter_id=late.id, by=world.acme.requester, now=world.wait(minutes=1))
    place = Organisation.objects.get(kind="vendor").pk
    admin = world.staff["admin"]
    accounts.remove_role(user_id=late.id, organisation_id=place, role="arbiter", by=admin, now=world.wait(minutes=1))
    late = appoint(world, late)
    with pytest.raises(NotIndependent):
        rule(world, number, late)


def test_where_nobody_may_rule_both_sides_see_it_and_what_to_do(world: World) -> None:
    number = dispute(world)
    desk.add_note(ticket_id=number, body="Hm.", by=world.arbiter, now=world.wait(minutes=1))
    customer, vendor = browser(world.acme.requester), browser(world.staff["support_manager"])
    page = customer.get(f"/portal/tickets/{number}").content.decode()
    assert "No arbiter may rule on this case." in page
    assert "Ask the vendor to appoint" in page
    assert "has worked on this ticket or in its support groups" in page
    page = vendor.get(f"/console/tickets/{number}").content.decode()
    assert "An administrator has to appoint somebody who did not work on this ticket." in page
    assert "no arbiter may rule" in vendor.get("/console/docket").content.decode()
    late = appoint(world, person("csm", now=world.wait(minutes=1)))
    page = customer.get(f"/portal/tickets/{number}").content.decode()
    assert f"Agree that {late.name} rules" in page
    assert customer.post(f"/portal/tickets/{number}/arbiters/{late.id}/agreement").status_code == 302
    page = customer.get(f"/portal/tickets/{number}").content.decode()
    assert "No arbiter may rule on this case." not in page
    assert "Agree that" not in page
    assert [one.id for one in view(number, world.engineer).arbitration[0].eligible] == [late.id]


def test_the_docket_and_the_act_s_page_say_the_conflict_beforehand(world: World) -> None:
    number = dispute(world)
    desk.add_note(ticket_id=number, body="Hm.", by=world.arbiter, now=world.wait(minutes=1))
    [case] = case_page(actor=world.arbiter).items
    assert case.eligible == ()
    client = browser(world.arbiter)
    page = client.get("/console/docket").content.decode()
    assert "You cannot rule. Reason: has acted on this ticket." in page
    assert f"/console/tickets/{number}/ruling" not in page
    shown = client.get(f"/console/tickets/{number}/ruling")
    assert shown.status_code == 403
    assert "You cannot rule on this case. Reason: has acted on this ticket." in shown.content.decode()
    assert f"/console/tickets/{number}/ruling" not in client.get(f"/console/tickets/{number}").content.decode()


@pytest.mark.parametrize("case", ["exclusion", "wait", "cancellation"])
def test_every_kind_of_ruling_is_refused_to_who_worked_on_the_ticket(world: World, case: str) -> None:
    number = world.file("P1")
    desk.add_note(ticket_id=number, body="Hm.", by=world.arbiter, now=world.wait(minutes=1))
    by, now = world.engineer, world.wait(minutes=1)
    judge = {"ticket_id": number, "by": world.arbiter, "now": now}
    if case == "exclusion":
        claim = desk.claim_exclusion(
            ticket_id=number, clause="outdated_sdk", fields={"sdk_version": "3.0"}, evidence="2.0", by=by, now=now
        )
        with pytest.raises(NotIndependent):
            desk.decide_exclusion(claim_id=claim, accepted=True, reason="", **judge)
    elif case == "wait":
        wait = desk.request_information(ticket_id=number, body="?", items=["log"], by=by, now=now)
        with pytest.raises(NotIndependent):
            desk.void_wait(wait_id=wait, reason="It was there.", **judge)
    else:
        proposal = desk.propose_cancellation(ticket_id=number, reason="out_of_scope", note="No.", by=by, now=now)
        with pytest.raises(NotIndependent):
            desk.decide_cancellation(proposal_id=proposal, agreed=True, **judge)


def test_appointments_are_entries_of_the_vendor_s_log_that_customers_read(world: World) -> None:
    vendor = Organisation.objects.get(kind="vendor").pk
    late = appoint(world, person("csm", now=world.now))
    accounts.add_to_group(group_id=world.groups["first"], user_id=late.id, by=world.staff["admin"], now=world.now)
    kinds = list(Entry.objects.filter(subject=f"person/{late.id}").order_by("index").values_list("type", flat=True))
    assert kinds == ["role.given", "role.given", "group.joined"]
    assert set(Entry.objects.filter(subject=f"person/{late.id}").values_list("organisation_id", flat=True)) == {vendor}
    [own] = [appointment for appointment in appointments() if appointment.person.id == late.id]
    assert own.appointed_by is not None
    assert (own.appointed_by.id, own.self_appointed) == (world.staff["admin"].id, False)
    accounts.erase_person(user_id=late.id, by=world.staff["admin"], now=world.now)
    changes = [(item.type, item.role, item.group) for item in appointment_changes().items if item.person.id == late.id]
    assert changes == [
        ("role.taken", "csm", ""),
        ("role.taken", "arbiter", ""),
        ("group.left", "", "First line"),
        ("group.joined", "", "First line"),
        ("role.given", "arbiter", ""),
        ("role.given", "csm", ""),
    ]
    page = browser(world.acme.requester).get("/portal/arbiters").content.decode()
    assert world.arbiter.name in page
    assert "Left a support group: First line" in page
    assert world.engineer.name not in page  # who never was an arbiter is the vendor's own affair
