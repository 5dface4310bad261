from django.db import migrations

CREATE = """
CREATE FUNCTION ledger_head_counts_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.next_index - OLD.next_index <> (
        SELECT count(*) FROM ledger_entry
        WHERE organisation_id = NEW.organisation_id AND index >= OLD.next_index AND index < NEW.next_index
    ) THEN
        RAISE EXCEPTION 'the end of an account''s log moves by the entries that are appended'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_head_moves_with_entries AFTER UPDATE ON ledger_head
    FOR EACH ROW WHEN (NEW.next_index <> OLD.next_index) EXECUTE FUNCTION ledger_head_counts_entries();
CREATE TRIGGER ledger_head_begins_empty BEFORE INSERT ON ledger_head
    FOR EACH ROW WHEN (NEW.next_index <> 0)
    EXECUTE FUNCTION upheld_refuse_change('an account''s log begins without entries');

CREATE FUNCTION ledger_entries_precede_the_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM appended LEFT JOIN ledger_head head USING (organisation_id)
        WHERE head.organisation_id IS NULL OR appended.index < 0 OR appended.index >= head.next_index
            OR appended.recorded_at > head.last_recorded_at
    ) THEN
        RAISE EXCEPTION 'an entry lies within its account''s log, and is recorded when its account was locked'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_precedes_the_end AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS appended
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entries_precede_the_end();

CREATE TRIGGER ledger_head_begins_now BEFORE INSERT ON ledger_head
    FOR EACH ROW WHEN (NEW.last_recorded_at > clock_timestamp() + interval '1 hour')
    EXECUTE FUNCTION upheld_refuse_change('an act is recorded at the database''s time');
CREATE TRIGGER ledger_head_not_ahead BEFORE UPDATE ON ledger_head
    FOR EACH ROW WHEN (
        NEW.last_recorded_at
        > greatest(clock_timestamp() + interval '1 hour', OLD.last_recorded_at + interval '1 second')
    )
    EXECUTE FUNCTION upheld_refuse_change('an act is recorded at the database''s time');
"""
DROP = """
DROP TRIGGER ledger_head_not_ahead ON ledger_head;
DROP TRIGGER ledger_head_begins_now ON ledger_head;
DROP TRIGGER ledger_entry_precedes_the_end ON ledger_entry;
DROP FUNCTION ledger_entries_precede_the_end();
DROP TRIGGER ledger_head_begins_empty ON ledger_head;
DROP TRIGGER ledger_head_moves_with_entries ON ledger_head;
DROP FUNCTION ledger_head_counts_entries();
"""


class Migration(migrations.Migration):
    """The end of a log moves by the entries that are appended, and not ahead of the database's clock.

    An hour is left for a demonstration, whose acts are dated by the machine that plays it. After the clock went back,
    acts follow the last one.
    """

    dependencies = [("ledger", "0008_agreeing_references"), ("common", "0002_refuse_change")]

    operations = [migrations.RunSQL(CREATE, DROP)]
