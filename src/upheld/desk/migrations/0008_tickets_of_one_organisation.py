import django.db.models.deletion
from django.db import migrations, models

from upheld.desk.references import add_ticket_key


class Migration(migrations.Migration):
    """A link, a merge and a proposal to merge name a ticket of the same organisation."""

    dependencies = [("desk", "0007_fields_of_claims")]

    operations = [
        migrations.AlterField(
            model_name="cancellation",
            name="into",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="merged_into",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="ticketlink",
            name="other",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="linked_from",
                to="desk.ticket",
            ),
        ),
        add_ticket_key("desk_cancellation", "into_id"),
        add_ticket_key("desk_ticket", "merged_into_id"),
        add_ticket_key("desk_ticketlink", "other_id"),
    ]
