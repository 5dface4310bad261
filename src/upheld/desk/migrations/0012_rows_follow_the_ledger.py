"""Rows of waits and proposals say what the ledger says, also of tickets that ended before this version."""

from django.db import migrations, models

WAITS_END_WITH_THEIR_TICKET = """
    UPDATE desk_wait SET ended_at = ticket.closed_at FROM desk_ticket ticket
    WHERE ticket.id = desk_wait.ticket_id AND desk_wait.ended_at IS NULL AND ticket.state IN ('resolved', 'cancelled')
"""
OVERTAKEN_PROPOSALS_LAPSE = """
    UPDATE desk_cancellation SET state = 'lapsed', decided_at = ticket.closed_at FROM desk_ticket ticket
    WHERE ticket.id = desk_cancellation.ticket_id AND desk_cancellation.state = 'proposed'
        AND ticket.state = 'cancelled'
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0011_agreeing_references")]

    operations = [
        migrations.AlterField(
            model_name="cancellation",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed"),
                    ("agreed", "Agreed"),
                    ("refused", "Refused"),
                    ("lapsed", "Lapsed"),
                ],
                default="proposed",
                max_length=10,
            ),
        ),
        migrations.RunSQL("ALTER TABLE desk_cancellation DROP CONSTRAINT IF EXISTS state_is_known"),
        migrations.RunSQL(WAITS_END_WITH_THEIR_TICKET, migrations.RunSQL.noop),
        migrations.RunSQL(OVERTAKEN_PROPOSALS_LAPSE, migrations.RunSQL.noop),
    ]
