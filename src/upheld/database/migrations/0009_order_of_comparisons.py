from django.db import migrations, models


class Migration(migrations.Migration):
    """A steady clock has no say about a jump that happened before it was compared first."""

    dependencies = [("common", "0008_turn_of_a_parcel")]

    operations = [
        migrations.AddField(
            model_name="steadyclock",
            name="first_order",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="steadyclock",
            name="last_order",
            field=models.BigIntegerField(default=0),
        ),
    ]
