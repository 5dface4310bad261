from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0002_refuse_change")]

    operations = [
        migrations.CreateModel(
            name="Timekeeping",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("ahead", models.DurationField()),
                ("held", models.BooleanField()),
                ("jumps", models.IntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
    ]
