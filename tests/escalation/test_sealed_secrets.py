"""Signing secrets are encrypted at rest, follow a change of the secret key, and open with no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from factories.world import World
from upheld.escalation import operations as escalation
from upheld.escalation.models import WebhookEndpoint
from upheld.escalation.operations.sealing import LOST, PURPOSE, unseal
from upheld.secrets import installation, sealing

NEW_KEY = "a-new-secret-key-of-more-than-32-characters"


def endpoint(world: World) -> escalation.CreatedEndpoint:
    manager = world.staff["support_manager"]
    return escalation.create_endpoint(url="https://hooks.example.com/x", by=manager, now=world.now)


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM escalation_webhookendpoint")
        return str(cursor.fetchone()[0])


def test_a_secret_is_stored_encrypted(world: World) -> None:
    made = endpoint(world)
    assert stored().startswith(sealing.VERSION)
    assert made.secret.removeprefix("whsec_") not in stored()
    assert unseal(stored()) == made.secret
    assert sealing.seal("x", purpose=PURPOSE) != sealing.seal("x", purpose=PURPOSE)


def test_a_secret_is_encrypted_anew_when_the_key_changes(world: World, settings) -> None:
    made = endpoint(world)
    before, old = stored(), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [old]
    assert unseal(before) == made.secret
    assert escalation.reseal_endpoints(now=world.now) == []
    settings.SECRET_KEY_FALLBACKS = []
    assert stored() != before
    assert unseal(stored()) == made.secret


def test_a_secret_of_an_earlier_release_is_encrypted(world: World) -> None:
    WebhookEndpoint.objects.create(url="https://hooks.example.com/x", secret="whsec_AAAA", created_at=world.now)
    assert unseal(stored()) == "whsec_AAAA"
    escalation.reseal_endpoints(now=world.now)
    assert stored().startswith(sealing.VERSION)
    assert unseal(stored()) == "whsec_AAAA"


def test_an_endpoint_whose_secret_is_lost_is_disabled_and_stays_so(world: World, settings) -> None:
    made = endpoint(world)
    settings.SECRET_KEY = NEW_KEY
    with pytest.raises(sealing.CannotUnseal):
        unseal(stored())
    assert escalation.reseal_endpoints(now=world.now) == ["https://hooks.example.com/x"]
    assert WebhookEndpoint.objects.get(pk=made.id).disabled_reason == LOST
    with pytest.raises(escalation.CannotUseEndpoint) as refused:
        escalation.enable_endpoint(endpoint_id=made.id, by=world.staff["support_manager"], now=world.now)
    assert refused.value.code == "endpoint_secret_lost"


@pytest.mark.parametrize("damaged", ["v1:", "v1:!", "v1:AAAA", "v1:" + "A" * 80])
def test_a_damaged_text_does_not_open(damaged: str) -> None:
    with pytest.raises(sealing.CannotUnseal):
        unseal(damaged)
    assert not sealing.is_current(damaged, purpose=PURPOSE)


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    with pytest.raises(sealing.CannotUnseal):
        sealing.unseal(sealing.seal("x", purpose="other"), purpose=PURPOSE)


def test_the_installation_knows_its_key_by_a_fingerprint(db: None, world: World, settings) -> None:
    assert installation.shares_key()
    installation.adopt_key(now=world.now)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = NEW_KEY
    assert not installation.shares_key()
    settings.SECRET_KEY_FALLBACKS = [old]
    assert installation.shares_key()
    installation.adopt_key(now=world.now + timedelta(hours=1))
    settings.SECRET_KEY_FALLBACKS = []
    assert installation.shares_key()
    assert old not in str(installation.adopted_fingerprint())
