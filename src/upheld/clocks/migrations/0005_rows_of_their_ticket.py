import django.db.models.deletion
from django.db import migrations, models

from upheld.desk.references import add_ticket_key


class Migration(migrations.Migration):
    dependencies = [
        ("clocks", "0004_zone_releases"),
        ("desk", "0005_rows_of_their_ticket"),
    ]

    operations = [
        migrations.AlterField(
            model_name="clock",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="moveddeadline",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="queuerow",
            name="ticket",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="queue_row",
                serialize=False,
                to="desk.ticket",
            ),
        ),
        add_ticket_key("clocks_clock"),
        add_ticket_key("clocks_moveddeadline"),
        add_ticket_key("clocks_queuerow"),
    ]
