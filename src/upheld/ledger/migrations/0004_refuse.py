from django.db import migrations

CREATE = """
CREATE FUNCTION ledger_refuse(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', reason;
END $$;
"""
DROP = "DROP FUNCTION ledger_refuse(text);"


class Migration(migrations.Migration):
    """An append that must not be made fails in the server: nobody waits for its answer."""

    dependencies = [("ledger", "0003_leaner_indexes")]

    operations = [migrations.RunSQL(CREATE, DROP)]
