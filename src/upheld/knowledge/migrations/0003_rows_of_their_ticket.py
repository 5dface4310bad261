import django.db.models.deletion
from django.db import migrations, models

from upheld.desk.references import add_ticket_key


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_rows_of_their_ticket"),
        ("knowledge", "0002_keys_checked_once"),
    ]

    operations = [
        migrations.AlterField(
            model_name="searchrow",
            name="ticket",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="search_row",
                serialize=False,
                to="desk.ticket",
            ),
        ),
        add_ticket_key("knowledge_searchrow"),
    ]
