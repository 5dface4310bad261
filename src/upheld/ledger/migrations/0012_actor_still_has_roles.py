from django.db import migrations

CREATE = """
CREATE FUNCTION ledger_actor_may_act(acting bigint, of_account bigint, allowed_by text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    RETURN acting = 0 OR (
        EXISTS (SELECT FROM accounts_user WHERE id = acting AND is_active)
        AND allowed_by <@ ARRAY(
            SELECT member.role::text
            FROM accounts_membership member JOIN accounts_organisation place ON place.id = member.organisation_id
            WHERE member.user_id = acting AND (place.id = of_account OR place.kind = 'vendor')
        )
    );
END $$;
"""
DROP = "DROP FUNCTION ledger_actor_may_act(bigint, bigint, text[]);"


class Migration(migrations.Migration):
    """Tells whether a person is active and still has the roles in an account by which an act was allowed.

    The function of one argument stays, for processes of the version before that still run.
    """

    dependencies = [("ledger", "0011_entries_by_instant"), ("accounts", "0004_ended_is_a_fact")]

    operations = [migrations.RunSQL(CREATE, DROP)]
