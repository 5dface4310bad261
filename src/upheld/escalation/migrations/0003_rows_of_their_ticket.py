import django.db.models.deletion
from django.db import migrations, models

from upheld.desk.references import add_ticket_key


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_rows_of_their_ticket"),
        ("escalation", "0002_notice_in_place_of"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="desk.ticket",
            ),
        ),
        add_ticket_key("escalation_notice"),
    ]
