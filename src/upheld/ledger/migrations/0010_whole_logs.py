from django.db import migrations

CREATE = """
CREATE FUNCTION ledger_has_size(account bigint, size bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN size = coalesce((SELECT max(index) + 1 FROM ledger_entry WHERE organisation_id = account), 0);
END $$;
CREATE FUNCTION ledger_ends_at(account bigint, size bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    scope text := coalesce(current_setting('upheld.scope', true), '');
    result boolean;
BEGIN
    IF ledger_has_size(account, size) THEN
        RETURN true;
    END IF;
    PERFORM set_config('upheld.scope', 'all', false);
    result := ledger_has_size(account, size);
    PERFORM set_config('upheld.scope', scope, false);
    RETURN result;
END $$;

DROP TRIGGER ledger_head_not_ahead ON ledger_head;
CREATE TRIGGER ledger_head_not_ahead BEFORE UPDATE ON ledger_head
    FOR EACH ROW WHEN (
        NEW.last_recorded_at
        > greatest(clock_timestamp() + interval '1 hour', OLD.last_recorded_at + interval '1 microsecond')
    )
    EXECUTE FUNCTION upheld_refuse_change('an act is recorded at the database''s time');
"""
DROP = """
DROP TRIGGER ledger_head_not_ahead ON ledger_head;
CREATE TRIGGER ledger_head_not_ahead BEFORE UPDATE ON ledger_head
    FOR EACH ROW WHEN (
        NEW.last_recorded_at
        > greatest(clock_timestamp() + interval '1 hour', OLD.last_recorded_at + interval '1 second')
    )
    EXECUTE FUNCTION upheld_refuse_change('an act is recorded at the database''s time');
DROP FUNCTION ledger_ends_at(bigint, bigint);
DROP FUNCTION ledger_has_size(bigint, bigint);
"""


class Migration(migrations.Migration):
    """Tells whether an account's log ends where its head says, and lets acts ahead of the clock only follow closely.

    The functions are volatile, so that they see the entries that were committed during a wait for the lock; where the
    scope of the connection hides entries, they are counted without it. A statement moves a head that is ahead of the
    clock by the microsecond by which acts follow one another, and no more.
    """

    dependencies = [("ledger", "0009_head_moves_with_entries")]

    operations = [migrations.RunSQL(CREATE, DROP)]
