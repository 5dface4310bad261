"""The demonstration is made by the operations, so its clocks and its ledger are as real as any."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from factories.remembered import remembered
from upheld.accounts.actor import SYSTEM
from upheld.accounts.models import Organisation
from upheld.clocks.differences import differences
from upheld.clocks.models import Clock, QueueRow
from upheld.contracts.models import ContractVersion
from upheld.database import row_security
from upheld.demo import build
from upheld.desk.models import Ticket
from upheld.ledger.models import Entry, Head
from upheld.reports.queries.credit_cases import credit_cases
from upheld.reports.queries.publications import published_periods

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@pytest.fixture
@remembered
def demo(db: None) -> None:
    row_security.enter(None)
    build.build(now=NOW, progress=lambda _done, _all: None, tickets=16, days=30)


def test_the_demonstration_holds_together(demo: None) -> None:
    assert Organisation.objects.count() == 7
    assert ContractVersion.objects.values("contract__plan").distinct().count() == 3
    assert Ticket.objects.count() == 16
    assert Ticket.objects.filter(filed_at__gt=NOW).count() == 0
    assert QueueRow.objects.count() == Ticket.objects.exclude(state__in=Ticket.CLOSED).count()
    assert list(differences()) == []
    for head in Head.objects.all():
        indexes = list(Entry.objects.filter(organisation_id=head.pk).order_by("index").values_list("index", flat=True))
        assert indexes == list(range(head.next_index))


def test_nothing_is_due_that_was_not_settled(demo: None) -> None:
    assert not Clock.objects.filter(next_transition_at__lte=NOW).exists()


def test_everyone_gets_a_way_in(demo: None) -> None:
    ways = build.sign_ins(now=NOW)
    assert {way.role for way in ways} >= {
        "engineer",
        "expert",
        "csm",
        "support_manager",
        "arbiter",
        "admin",
        "requester",
    }
    assert len({way.link for way in ways}) == len(ways)


def test_months_that_are_over_were_published_and_their_credits_stand(demo: None) -> None:
    assert [str(entry.period) for entry in published_periods() if entry.stands] == ["2026-10"]
    assert {case.state for case in credit_cases(actor=SYSTEM)} <= {"proposed", "claimed", "approved"}


def test_the_play_dates_its_own_acts(db: None, database_time: None) -> None:
    row_security.enter(None)
    build.build(now=NOW, progress=lambda _done, _all: None, tickets=2, days=5)
    assert Entry.objects.exists()
    assert not Entry.objects.filter(recorded_at__gt=NOW).exists()
