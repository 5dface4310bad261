"""One ticket that cannot be assessed never holds up the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories.world import World
from upheld.clocks.models import Clock
from upheld.contracts.models import ContractVersion
from upheld.contracts.queries import forget
from upheld.escalation.models import Notice
from upheld.worker.advancing import SET_ASIDE, Advancing


def break_terms(version_id: int) -> dict[str, object]:
    """Damage a published version, as a hand in the database might; gives what it was."""
    rows = ContractVersion.objects.filter(pk=version_id)
    before = rows.values("terms").get()
    rows.update(terms={"upheld": 1})
    forget()
    return before


def test_a_ticket_that_cannot_be_assessed_is_set_aside_and_the_rest_goes_on(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bad = world.file("P0", customer=world.rival)
    good = world.file("P0")
    before = break_terms(world.rival.version_id)
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

    ContractVersion.objects.filter(pk=world.rival.version_id).update(**before)
    forget()
    advancing.turn(world.now + SET_ASIDE)
    assert Notice.objects.filter(ticket_id=bad).exists()
    assert not Clock.objects.filter(next_transition_at__lte=world.now).exists()
