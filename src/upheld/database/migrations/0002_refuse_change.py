from django.db import migrations

CREATE = """
CREATE FUNCTION upheld_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: %', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
DROP = "DROP FUNCTION upheld_refuse_change();"


class Migration(migrations.Migration):
    """A trigger function that refuses. When it does is said by each trigger's WHEN; its argument is the reason."""

    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunSQL(CREATE, DROP)]
