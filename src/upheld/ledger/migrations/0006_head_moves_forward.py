from django.db import migrations

CREATE = """
CREATE TRIGGER ledger_head_moves_forward BEFORE UPDATE ON ledger_head
    FOR EACH ROW WHEN (
        NEW.next_index < OLD.next_index
        OR NEW.last_recorded_at < OLD.last_recorded_at
        OR NEW.organisation_id <> OLD.organisation_id
    )
    EXECUTE FUNCTION upheld_refuse_change('the end of an account''s log only moves forward');
"""
DROP = "DROP TRIGGER ledger_head_moves_forward ON ledger_head;"


class Migration(migrations.Migration):
    """Neither the number of entries nor the last recorded instant of an account can be taken back."""

    dependencies = [("ledger", "0005_keys_checked_once"), ("common", "0002_refuse_change")]

    operations = [migrations.RunSQL(CREATE, DROP)]
