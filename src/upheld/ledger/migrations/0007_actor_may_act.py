from django.db import migrations

CREATE = """
CREATE FUNCTION ledger_actor_may_act(person bigint) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN person = 0 OR EXISTS (SELECT FROM accounts_user WHERE id = person AND is_active);
END $$;
"""
DROP = "DROP FUNCTION ledger_actor_may_act(bigint);"


class Migration(migrations.Migration):
    """Tells whether a person is active. A volatile function also sees what was committed during a wait for a lock."""

    dependencies = [("ledger", "0006_head_moves_forward"), ("accounts", "0003_membership_since")]

    operations = [migrations.RunSQL(CREATE, DROP)]
