"""Acts: each a form of its own, done by POST, refused beside its field."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from upheld.desk import acts as desk
from upheld.desk.queries import TicketView
from upheld.desk.queries import ticket as ticket_of


@pytest.fixture
def ticket(console) -> int:
    return console.world.file("P0")


def view(console, ticket: int) -> TicketView:
    found = ticket_of(ticket_id=ticket, actor=console.world.engineer, now=console.world.now)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tab", "kind", "state"),
    [("reply", "public", "open"), ("note", "internal", "open"), ("workaround", "public", "delivered")],
)
def test_the_composer_sends_what_its_tab_says(console, ticket: int, tab: str, kind: str, state: str) -> None:
    console.post(f"tickets/{ticket}/{tab}", body="Use the other edge.")
    after = view(console, ticket)
    assert (after.messages[-1].body, after.messages[-1].kind, after.state) == ("Use the other edge.", kind, state)


def test_items_are_asked_for_one_a_line(console, ticket: int) -> None:
    console.post(f"tickets/{ticket}/information", body="Please send", items="the log\n\nthe version\n")
    assert view(console, ticket).waits[0].items == ("the log", "the version")


def test_a_call_counts_as_what_it_is(console, ticket: int) -> None:
    console.post(f"tickets/{ticket}/reply", body="Called back.", channel="call")
    assert view(console, ticket).messages[-1].channel == "call"


def test_a_resolution_is_provided(console, ticket: int) -> None:
    console.post(f"tickets/{ticket}/resolution", body="Fixed in 1.8.3")
    assert view(console, ticket).deliveries[0].kind == "resolution"


def test_an_empty_reply_is_refused_beside_the_text(console, ticket: int) -> None:
    page = console.post(f"tickets/{ticket}/reply", status=422, body="  ")
    assert 'id="composer-body-error"' in page
    assert len(view(console, ticket).messages) == 1


def test_someone_replied_while_you_wrote_and_nothing_is_lost(console, ticket: int) -> None:
    seen = view(console, ticket).revision
    console.reply(ticket, "Any news?", customer=True)
    page = console.post(f"tickets/{ticket}/reply", status=409, body="My long answer", revision=seen)
    assert "This ticket went on while you wrote." in page
    assert "My long answer</textarea>" in page
    assert "Any news?" in page
    # Who was told once is not told again, however much is written meanwhile.
    assert '<input type="hidden" name="revision" value="">' in page
    assert "composer-revision" not in page
    console.reply(ticket, "And now?", customer=True)
    console.post(f"tickets/{ticket}/reply", body="My long answer", revision="")
    assert view(console, ticket).messages[-1].body == "My long answer"


@pytest.mark.parametrize("tab", ["workaround", "resolution", "information"])
def test_whatever_is_sent_carries_its_files_and_knows_what_was_read(console, ticket: int, tab: str) -> None:
    seen = view(console, ticket).revision
    console.reply(ticket, "Any news?", customer=True)
    given = {"body": "See the patch.", "items": "the log"}
    console.post(f"tickets/{ticket}/{tab}", status=409, **given, revision=seen)
    file = SimpleUploadedFile("fix.patch", b"patch")
    console.post(f"tickets/{ticket}/{tab}", **given, revision=seen + 1, files=file)
    assert [attachment.name for attachment in view(console, ticket).messages[-1].attachments] == ["fix.patch"]


def test_files_go_with_the_reply_and_come_back_as_downloads(console, ticket: int) -> None:
    file = SimpleUploadedFile("日志.html", b"<script>alert(1)</script>", content_type="text/html")
    console.post(f"tickets/{ticket}/reply", body="See the log.", files=file)
    attached = view(console, ticket).messages[-1].attachments[0]
    answer = console.open().get(f"/console/tickets/{ticket}/files/{attached.id}")
    assert answer.getvalue() == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E6%97%A5")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_refused_file_leaves_nothing_behind(console, ticket: int) -> None:
    files = [SimpleUploadedFile("good.log", b"x"), SimpleUploadedFile("bad.exe", b"x")]
    page = console.post(f"tickets/{ticket}/reply", status=422, body="Two files", files=files)
    assert "Two files</textarea>" in page
    assert len(view(console, ticket).messages) == 1


def test_a_draft_survives(console, ticket: int) -> None:
    console.post(f"tickets/{ticket}/draft", status=204, body="Half a thou", kind="public", revision="0")
    assert "Half a thou</textarea>" in console.get(f"tickets/{ticket}")
    console.post(f"tickets/{ticket}/draft", status=422, body="x", kind="nonsense", revision="0")


def test_assignment_from_its_form(console, ticket: int) -> None:
    world = console.world
    assert "First line" in console.get(f"tickets/{ticket}/assignment")
    console.post(f"tickets/{ticket}/assignment", group=world.groups["first"], assignee=world.engineer.id)
    after = view(console, ticket)
    assert (after.group, after.assignee and after.assignee.id) == ("First line", world.engineer.id)


def test_taking_a_ticket_keeps_its_group(console, ticket: int) -> None:
    world = console.world
    desk.assign(ticket_id=ticket, group_id=world.groups["first"], assignee_id=None, by=world.engineer, now=world.now)
    page = console.get(f"tickets/{ticket}")
    assert f'name="group" value="{world.groups["first"]}"' in page
    assert f'name="assignee" value="{world.engineer.id}"' in page


def test_a_person_outside_the_group_is_refused_beside_the_field(console, ticket: int) -> None:
    world = console.world
    page = console.post(
        f"tickets/{ticket}/assignment", status=422, group=world.groups["expert"], assignee=world.engineer.id
    )
    assert 'id="assign-assignee-error"' in page
    assert view(console, ticket).assignee is None


def test_the_severity_is_changed_with_a_reason(console, ticket: int) -> None:
    console.post(f"tickets/{ticket}/severity", severity="P1", basis="impact", reason="One region.")
    assert view(console, ticket).severity == "P1"
    page = console.post(f"tickets/{ticket}/severity", status=422, severity="P9", basis="impact", reason="x")
    assert 'id="severity-severity-error"' in page


def test_an_exclusion_is_claimed_in_the_readers_zone(console, ticket: int) -> None:
    console.post(
        f"tickets/{ticket}/exclusions",
        clause="outdated_sdk",
        **{"fields.sdk_version": "1.2"},
        evidence="1.2 is two years old",
        from_at="2026-03-02T08:00",
        to_at="2026-03-02T09:00",
    )
    claim = view(console, ticket).claims[0]
    assert claim.from_at is not None
    assert claim.to_at is not None
    assert (claim.to_at - claim.from_at).total_seconds() == 3600


def test_what_a_ticket_is_about_is_described(console, ticket: int) -> None:
    console.post(
        f"tickets/{ticket}/description",
        component="audio",
        platform="iOS",
        sdk_version="1.8",
        region="EU",
        tags="voice，4G , ",
    )
    after = view(console, ticket)
    assert (after.platform, after.sdk_version, after.region, after.tags) == ("iOS", "1.8", "EU", ("voice", "4g"))


def test_watchers_come_and_go(console, ticket: int) -> None:
    expert = console.world.staff["expert"]
    console.post(f"tickets/{ticket}/watchers", user=expert.id)
    assert [watcher.id for watcher in view(console, ticket).watchers] == [expert.id]
    console.post(f"tickets/{ticket}/watchers/{expert.id}/removal")
    assert view(console, ticket).watchers == ()


def test_only_those_who_are_not_told_anyway_are_offered_to_watch(console, ticket: int) -> None:
    world = console.world
    expert, requester, manager = world.staff["expert"], world.acme.requester, world.acme.manager
    offered = re.findall(r'<option value="(\d*)"', console.get(f"tickets/{ticket}/watchers"))
    assert offered[0] == ""
    assert {str(expert.id), str(manager.id)} < set(offered)
    assert str(requester.id) not in offered
    console.post(f"tickets/{ticket}/watchers", user=expert.id)
    assert f'<option value="{expert.id}"' not in console.get(f"tickets/{ticket}/watchers")


def test_links_come_and_go_within_a_customer(console, ticket: int) -> None:
    other, foreign = console.world.file("P2"), console.world.file("P2", customer=console.world.rival)
    console.post(f"tickets/{ticket}/links", other=other)
    assert [link.id for link in view(console, ticket).links] == [other]
    assert 'id="link-other-error"' in console.post(f"tickets/{ticket}/links", status=422, other=foreign)
    console.post(f"tickets/{ticket}/links/{other}/removal")
    assert view(console, ticket).links == ()


def test_a_duplicate_is_proposed_and_merged_by_the_arbiter(console, ticket: int) -> None:
    console.world.now += timedelta(minutes=1)
    later = console.world.file("P0")
    console.post(f"tickets/{later}/cancellation", reason="duplicate", into=ticket, note="The same outage.")
    proposal = view(console, later).open_proposal
    assert proposal is not None
    console.post(f"tickets/{later}/cancellation/{proposal.id}/decision", "arbiter", decision="yes")
    after = view(console, later)
    assert (after.state, after.merged_into) == ("cancelled", ticket)


def test_the_arbiter_rules_with_both_outcomes_in_sight(console, ticket: int) -> None:
    world = console.world
    desk.change_severity(
        ticket_id=ticket, severity="P1", basis="impact", reason="One region.", by=world.engineer, now=world.now
    )
    desk.dispute_severity(
        ticket_id=ticket, severity="P0", reason="Three regions.", by=world.acme.requester, now=world.now
    )
    assert "Three regions." in console.get("docket", "arbiter")
    outcomes = console.get(f"tickets/{ticket}/outcomes", "arbiter")
    assert "If ruled P0" in outcomes
    assert "If ruled P1" in outcomes
    console.post(f"tickets/{ticket}/ruling", "arbiter", severity="P0", reason="Three regions were down.")
    after = view(console, ticket)
    assert (after.severity, after.open_dispute) == ("P0", None)
    assert "Three regions." not in console.get("docket", "arbiter")
    console.get(f"tickets/{ticket}/outcomes", "arbiter", 404)


def test_the_arbiter_decides_exclusions_and_voids_waits(console, ticket: int) -> None:
    world = console.world
    claim = desk.claim_exclusion(
        ticket_id=ticket,
        clause="outdated_sdk",
        fields={"sdk_version": "3.0"},
        evidence="Old.",
        by=world.engineer,
        now=world.now,
    )
    wait = desk.request_information(ticket_id=ticket, body="?", items=["a"], by=world.engineer, now=world.now)
    console.post(f"tickets/{ticket}/exclusions/{claim}/decision", "arbiter", status=422, reason="?")
    console.post(f"tickets/{ticket}/exclusions/{claim}/decision", "arbiter", decision="yes", reason="Agreed.")
    console.post(f"tickets/{ticket}/waits/{wait}/voiding", "arbiter", reason="It was known already.")
    after = view(console, ticket)
    assert after.claims[0].state == "accepted"
    assert after.waits[0].voided_at is not None


@pytest.mark.parametrize(
    ("part", "role"),
    [
        ("severity", "arbiter"),
        ("assignment", "arbiter"),
        ("ruling", "engineer"),
        ("ruling", "support_manager"),
        ("exclusions", "csm"),
        ("cancellation", "csm"),
    ],
)
def test_acts_of_others_are_closed(console, ticket: int, part: str, role: str) -> None:
    console.get(f"tickets/{ticket}/{part}", role, 403)
    sent = {"severity": "P1", "basis": "impact", "reason": "r", "clause": "outdated_sdk", "evidence": "e", "note": "n"}
    console.post(f"tickets/{ticket}/{part}", role, 403, **sent)


def test_the_words_of_a_refusal_are_the_operations_own(console, ticket: int) -> None:
    page = html.unescape(console.post(f"tickets/{ticket}/ruling", "arbiter", 422, severity="P0", reason="r"))
    assert "dispute" in page.lower()
