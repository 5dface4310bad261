from django.db import migrations, models

END_WHAT_WAS_ENDED = """
    UPDATE accounts_user SET sessions_ended = 1 WHERE sessions_from IS NOT NULL;
    DELETE FROM accounts_onetimetoken WHERE used_at IS NULL AND expires_at < created_at + CASE purpose
        WHEN 'invitation' THEN interval '7 days' WHEN 'reset' THEN interval '1 hour' ELSE interval '1 day' END;
"""


class Migration(migrations.Migration):
    """Whether a session or link was ended is stored as such, and no longer as an instant before which it was opened.

    Whoever once ended all sessions, or chose a password, signs in again: an old session does not hold the count.
    """

    dependencies = [("accounts", "0003_membership_since")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_ended",
            field=models.IntegerField(default=0),
        ),
        migrations.RunSQL(END_WHAT_WAS_ENDED, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="user", name="sessions_from"),
    ]
