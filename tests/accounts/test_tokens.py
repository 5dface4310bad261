"""API tokens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from factories.accounts import NOW, person
from upheld.accounts import operations, queries
from upheld.accounts.models import ApiToken
from upheld.accounts.operations import CannotIssueToken
from upheld.operations.errors import NotAllowed, NotFound


def issue(who, *scopes, **given):
    return operations.issue_token(name="build server", scopes=scopes or ("read",), by=who, now=NOW, **given)


def test_a_token_acts_as_its_owner_within_its_scopes():
    who = person("requester")
    issued = issue(who, "read", "write")
    use = queries.actor_of_token(token=issued.secret, now=NOW)
    assert use is not None
    assert use.actor == replace(who, scopes=frozenset({"read", "write"}), token_kind="machine")


def test_the_secret_is_kept_nowhere():
    issued = issue(person("requester"))
    row = ApiToken.objects.get()
    assert issued.secret.startswith("uph_")
    assert len(issued.secret) == 4 + 43
    assert issued.secret not in str(row.__dict__)
    assert row.digest not in issued.secret
    assert issued.secret.startswith(row.prefix)
    assert issued.secret not in repr(queries.token_page(actor=person("requester")).items)


def test_secrets_are_all_different():
    who = person("requester")
    assert len({issue(who).secret for _ in range(40)}) == 40


@pytest.mark.parametrize("token", ["", "uph_", "uph_" + "x" * 43, "x", "uph_" + "x" * 100_000, "uph_\udcff"])
def test_what_is_no_token_is_nobody(token):
    issue(person("requester"))
    assert queries.actor_of_token(token=token, now=NOW) is None


def test_a_revoked_token_works_no_more():
    who = person("requester")
    issued = issue(who)
    operations.revoke_token(token_id=issued.id, by=who, now=NOW)
    assert queries.actor_of_token(token=issued.secret, now=NOW) is None


def test_an_expired_token_works_no_more():
    issued = issue(person("requester"), expires_at=NOW + timedelta(days=1))
    assert queries.actor_of_token(token=issued.secret, now=NOW + timedelta(hours=23)) is not None
    assert queries.actor_of_token(token=issued.secret, now=NOW + timedelta(days=1)) is None


def test_roles_are_the_owners_at_the_moment_of_the_call():
    who, boss = person("support_manager"), person("admin")
    issued = issue(who, "admin")
    operations.remove_role(
        user_id=who.id, organisation_id=who.memberships[0][0], role="support_manager", by=boss, now=NOW
    )
    use = queries.actor_of_token(token=issued.secret, now=NOW)
    assert use is not None
    assert use.actor.memberships == ()


def test_the_token_of_someone_shut_out_works_no_more():
    who, boss = person("engineer"), person("admin")
    issued = issue(who)
    operations.deactivate_person(user_id=who.id, by=boss, now=NOW)
    assert queries.actor_of_token(token=issued.secret, now=NOW) is None
    operations.reactivate_person(user_id=who.id, by=boss, now=NOW)
    assert queries.actor_of_token(token=issued.secret, now=NOW) is None


@pytest.mark.parametrize("role", ["requester", "engineer", "expert", "arbiter"])
def test_a_token_is_never_more_than_its_owner(role):
    with pytest.raises(CannotIssueToken) as refused:
        issue(person(role), "admin")
    assert refused.value.code == "scope_beyond_owner"


@pytest.mark.parametrize("scopes", [(), ("root",), ("read", "*")])
def test_unknown_scopes_are_refused(scopes):
    with pytest.raises(CannotIssueToken) as refused:
        operations.issue_token(name="x", scopes=scopes, by=person("requester"), now=NOW)
    assert refused.value.field == "scopes"
    assert "read, write, admin" in refused.value.text("en")


@pytest.mark.parametrize("away", [timedelta(0), timedelta(days=-1), timedelta(days=367)])
def test_odd_expiries_are_refused(away):
    with pytest.raises(CannotIssueToken) as refused:
        issue(person("requester"), expires_at=NOW + away)
    assert refused.value.field == "expires_at"


def test_a_token_makes_no_tokens():
    boss = replace(person("admin"), scopes=frozenset({"read", "write", "admin"}))
    with pytest.raises(NotAllowed):
        issue(boss)


def test_anothers_token_is_not_there():
    issued = issue(person("engineer"))
    with pytest.raises(NotFound):
        operations.revoke_token(token_id=issued.id, by=person("engineer"), now=NOW)
    operations.revoke_token(token_id=issued.id, by=person("admin"), now=NOW)


def test_use_is_noted_to_within_minutes():
    issued = issue(person("requester"))
    for minutes in (0, 1, 4, 6):
        then = NOW + timedelta(minutes=minutes)
        use = queries.actor_of_token(token=issued.secret, now=then)
        operations.note_token_use(use, now=then)
    assert ApiToken.objects.get().last_used_at == NOW + timedelta(minutes=6)


def test_one_statement_finds_the_actor(django_assert_num_queries):
    issued = issue(person("requester"))
    with django_assert_num_queries(1):
        queries.actor_of_token(token=issued.secret, now=NOW)


def test_a_token_without_the_scope_manages_nobody():
    boss = replace(person("admin"), scopes=frozenset({"read", "write"}))
    with pytest.raises(NotAllowed) as refused:
        operations.create_organisation(name="New", by=boss, now=NOW)
    assert refused.value.code == "scope_missing"
    operations.create_organisation(name="New", by=replace(boss, scopes=frozenset({"admin"})), now=NOW)


def test_nobody_has_more_than_fifty():
    who = person("requester")
    for _ in range(50):
        issue(who)
    with pytest.raises(CannotIssueToken) as refused:
        issue(who)
    assert refused.value.code == "too_many_tokens"
