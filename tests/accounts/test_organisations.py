"""Customers, groups, the first administrator, and who sees whom."""

from __future__ import annotations

import pytest

from factories.accounts import NOW, PASSWORD, address_of, organisation, person, vendor
from upheld.accounts import operations, queries
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Organisation
from upheld.accounts.operations import CannotBegin, CannotChangeGroup, CannotChangeOrganisation
from upheld.accounts.operations.fields import CannotAccept
from upheld.operations.errors import NotAllowed, NotFound
from upheld.operations.paging import BadCursor


def test_the_first_administrator_brings_the_vendor():
    user_id = operations.create_first_admin(
        name="Ada", address="ada@vendor.example", password=PASSWORD, vendor="Acme RTC", now=NOW
    )
    assert Organisation.objects.get().name == "Acme RTC"
    operations.create_first_admin(name="Bo", address="bo@vendor.example", password=PASSWORD, vendor="Other", now=NOW)
    assert Organisation.objects.get().name == "Acme RTC"
    assert user_id in queries.holders("admin")
    with pytest.raises(CannotBegin):
        operations.create_first_admin(name="Ada", address="ADA@vendor.example", password=PASSWORD, now=NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\nb\u0000"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": "Factory"}, "timezone"),
        ({"language": "tlh"}, "language"),
        ({"csm_id": 999_999}, "csm_id"),
        ({"parent_id": 999_999}, "parent_id"),
    ],
)
def test_what_cannot_be_taken_is_named(given, field):
    with pytest.raises((CannotAccept, CannotChangeOrganisation)) as refused:
        operations.create_organisation(**{"name": "C", **given}, by=SYSTEM, now=NOW)
    assert refused.value.field == field
    assert refused.value.text("en") != refused.value.text("zh")


def test_parents_make_no_circle():
    a, b = organisation("A"), organisation("B")
    settled = {"timezone": "UTC", "language": "en", "by": SYSTEM, "now": NOW}
    operations.update_organisation(organisation_id=a, name="A", parent_id=b, **settled)
    for child, parent in ((b, a), (a, a), (b, b), (a, vendor())):
        with pytest.raises(CannotChangeOrganisation):
            operations.update_organisation(organisation_id=child, name="X", parent_id=parent, **settled)


@pytest.mark.parametrize("role", ["engineer", "expert", "csm", "arbiter", "customer_manager", "requester"])
def test_only_managers_keep_organisations(role):
    by = person(role)
    with pytest.raises(NotAllowed):
        operations.create_organisation(name="New", by=by, now=NOW)


def test_a_customers_people_see_their_own_organisation_only():
    who, foreign = person("customer_manager"), organisation()
    place = next(iter(who.organisations))
    assert [item.id for item in queries.organisations(actor=who).items] == [place]
    assert queries.organisation(organisation_id=place, actor=who).people == 1
    assert queries.vendor(actor=who) is None
    for ask in (
        lambda: queries.organisation(organisation_id=foreign, actor=who),
        lambda: queries.organisation(organisation_id=vendor(), actor=who),
        lambda: queries.people(organisation_id=foreign, actor=who),
        lambda: queries.pending_invitations(organisation_id=foreign, actor=who, now=NOW),
        lambda: queries.person(user_id=person("requester").id, actor=who),
        lambda: queries.person(user_id=person("engineer").id, actor=who),
        lambda: queries.organisation(organisation_id=10**12, actor=who),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_colleagues_roles_elsewhere_are_not_told():
    from upheld.accounts.models import Membership

    manager = person("customer_manager")
    place = next(iter(manager.organisations))
    colleague = person("requester", of=place)
    Membership.objects.create(user_id=colleague.id, organisation_id=organisation("Secret"), role="requester")
    seen = queries.person(user_id=colleague.id, actor=manager)
    assert [held.organisation_id for held in seen.roles] == [place]
    assert len(queries.person(user_id=colleague.id, actor=person("engineer")).roles) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_number_of_statements_however_long(count, django_assert_num_queries):
    place, boss = organisation(), person("admin")
    for _ in range(count):
        person("requester", "customer_manager", of=place)
        organisation()
    with django_assert_num_queries(4):
        assert len(queries.people(organisation_id=place, actor=boss).items) == count
    with django_assert_num_queries(1):
        assert len(queries.organisations(actor=boss).items) == count + 1


def test_pages_follow_one_another_without_gap_or_repeat():
    boss = person("admin")
    made = [organisation("Same" if number % 2 else f"N{number}") for number in range(7)]
    seen, after = [], None
    for _ in range(10):
        page = queries.organisations(actor=boss, after=after, limit=2)
        seen += [item.id for item in page.items]
        after = page.after
        if after is None:
            break
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("cursor", ["x", "!!!!", "W10", "e30", "WyJhIiwgImIiXQ", "WzEsMl0", "A" * 5000, "é"])
def test_a_cursor_that_no_page_gave_is_refused(cursor):
    with pytest.raises(BadCursor):
        queries.organisations(actor=person("admin"), after=cursor)


def test_search_finds_by_name_and_address():
    boss, place = person("admin"), organisation()
    who = person("requester", of=place, name="林小雨")
    person("requester", of=place)
    for text in ("小雨", address_of(who).partition("@")[0].upper()):
        assert [item.id for item in queries.people(organisation_id=place, actor=boss, text=text).items] == [who.id]


def test_groups():
    boss, who = person("admin"), person("engineer")
    group = operations.create_group(name="Voice", line="first", by=boss, now=NOW)
    for _ in range(2):
        operations.add_to_group(group_id=group, user_id=who.id, by=boss, now=NOW)
    operations.rename_group(group_id=group, name="Video", line="expert", by=boss, now=NOW)
    found = queries.group(group_id=group)
    assert (found.name, found.line, [member.id for member in found.members]) == ("Video", "expert", [who.id])
    operations.deactivate_person(user_id=who.id, by=boss, now=NOW)
    assert queries.group_member_ids(group_id=group) == ()
    operations.remove_from_group(group_id=group, user_id=who.id, by=boss, now=NOW)
    with pytest.raises(NotFound):
        operations.remove_from_group(group_id=group, user_id=who.id, by=boss, now=NOW)


def test_group_refusals():
    boss = person("admin")
    group = operations.create_group(name="Voice", by=boss, now=NOW)
    for act, code in (
        (lambda: operations.create_group(name="Voice", by=boss, now=NOW), "group_name_taken"),
        (
            lambda: operations.add_to_group(group_id=group, user_id=person("requester").id, by=boss, now=NOW),
            "not_staff",
        ),
    ):
        with pytest.raises(CannotChangeGroup) as refused:
            act()
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        operations.create_group(name="Mine", by=person("engineer"), now=NOW)
    with pytest.raises(NotFound):
        operations.rename_group(group_id=group, name="Mine", line="first", by=person("requester"), now=NOW)


def test_profile():
    who = person("requester")
    told = {"language": "zh-hans", "timezone": "America/Sao_Paulo", "theme": "dark"}
    operations.update_profile(name="  Lin   Wei ", **told, by=who, now=NOW)
    seen = queries.person(user_id=who.id, actor=who)
    assert (seen.name, seen.language, seen.timezone, seen.theme) == ("Lin Wei", *told.values())
    for field in told:
        with pytest.raises(CannotAccept) as refused:
            operations.update_profile(name="Lin", **{**told, field: "nowhere"}, by=who, now=NOW)
        assert refused.value.field == field


def test_recipients_leave_out_who_cannot_be_written_to():
    active, gone = person("engineer"), person("engineer")
    operations.deactivate_person(user_id=gone.id, by=person("admin"), now=NOW)
    found = queries.recipients([active.id, gone.id, 10**9])
    assert [(one.user_id, one.is_staff) for one in found] == [(active.id, True)]
