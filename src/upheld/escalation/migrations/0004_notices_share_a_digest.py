import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0003_rows_of_their_ticket"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="parcel",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notices",
                to="common.parcel",
            ),
        ),
    ]
