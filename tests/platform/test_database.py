"""What database tests stand on: real rights, and nothing left behind."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.utils import ProgrammingError

from upheld.embedded.layout import APP_ROLE


def asked(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None


@pytest.mark.django_db
def test_tests_run_as_the_application() -> None:
    assert asked("SELECT current_user") == APP_ROLE
    assert asked("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["once", "again"])
def test_what_a_transactional_test_leaves_is_gone_for_the_next(time: str) -> None:
    assert asked("SELECT count(*) FROM django_session") == 0
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, 'x', now())", [time])
    assert asked("SELECT count(*) FROM django_session") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "right", ["UPDATE ledger_entry SET id = id", "DELETE FROM ledger_entry", "TRUNCATE ledger_entry"]
)
def test_the_ledger_cannot_be_changed(right: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        asked(right)


@pytest.mark.django_db
def test_the_application_cannot_switch_row_security_off() -> None:
    with pytest.raises(ProgrammingError, match="must be owner"):
        asked("ALTER TABLE desk_ticket DISABLE ROW LEVEL SECURITY")


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, interactive=False)


def test_the_owners_connection_is_for_migrations_only() -> None:
    assert connections["owner"].settings_dict["USER"] != connections["default"].settings_dict["USER"]
