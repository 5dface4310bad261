"""One ticket that cannot be assessed never holds up the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from psycopg.types.json import Jsonb

from factories.world import World
from support.damage import damage
from upheld.clocks.models import Clock
from upheld.contracts.models import ContractVersion
from upheld.escalation.models import Notice
from upheld.operations import disk
from upheld.worker.advancing import SET_ASIDE, Advancing

SET_TERMS = "UPDATE contracts_contractversion SET terms = %s WHERE id = %s"


@pytest.mark.django_db(transaction=True)
def test_a_ticket_that_cannot_be_assessed_is_set_aside_and_the_rest_goes_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad = world.file("P0", customer=world.rival)
    good = world.file("P0")
    terms = ContractVersion.objects.values_list("terms", flat=True).get(pk=world.rival.version_id)
    damage(SET_TERMS, [Jsonb({"upheld": 1}), world.rival.version_id])
    advancing = Advancing()
    world.now += timedelta(minutes=16)
    advancing.turn(world.now)
    assert set(Notice.objects.values_list("ticket_id", flat=True)) == {good}
    assert f"ticket {bad}" in caplog.text
    later = advancing.next_at()
    assert later is not None
    assert later > world.now
    caplog.clear()
    advancing.turn(world.now + SET_ASIDE / 2)
    assert f"ticket {bad}" not in caplog.text

    damage(SET_TERMS, [Jsonb(terms), world.rival.version_id])
    advancing.turn(world.now + SET_ASIDE)
    assert Notice.objects.filter(ticket_id=bad).exists()
    assert not Clock.objects.filter(next_transition_at__lte=world.now).exists()


def test_no_ticket_stays_aside_for_longer_where_the_clock_went_back(db: None) -> None:
    advancing, now = Advancing(), datetime(2026, 11, 21, 12, tzinfo=UTC)
    advancing._aside = {1: now + timedelta(hours=2), 2: now + timedelta(seconds=30)}
    advancing.turn(now)
    assert set(advancing._aside) == {2}


def test_a_full_disk_is_no_ticket_s_fault(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.file("P0")
    advancing = Advancing()
    world.now += timedelta(minutes=16)
    with disk.reading(lambda: disk.Space(0, disk.MIB)):
        for _ in range(2):
            with pytest.raises(disk.NoSpace):
                advancing.turn(world.now)
    assert caplog.records == []
    advancing.turn(world.now)
    assert not Clock.objects.filter(next_transition_at__lte=world.now).exists()
