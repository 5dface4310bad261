from datetime import timedelta

from django.db import migrations, models


class Migration(migrations.Migration):
    """Jumps of the database's clock are decided once, against what its clock showed beside steady clocks."""

    dependencies = [("common", "0006_sender_of_a_parcel")]

    operations = [
        migrations.AddField(
            model_name="timekeeping",
            name="moved",
            field=models.DurationField(default=timedelta),
        ),
        migrations.CreateModel(
            name="SteadyClock",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("tick", models.FloatField()),
                ("moved", models.DurationField()),
            ],
        ),
    ]
