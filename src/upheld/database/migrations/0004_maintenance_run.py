from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("common", "0003_timekeeping")]

    operations = [
        migrations.CreateModel(
            name="MaintenanceRun",
            fields=[
                (
                    "kind",
                    models.CharField(
                        choices=[("backup", "Backup"), ("rehearsal", "Rehearsal")],
                        max_length=12,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("finished_at", models.DateTimeField()),
                ("succeeded", models.BooleanField()),
                ("succeeded_at", models.DateTimeField(null=True)),
                ("detail", models.CharField(blank=True, default="", max_length=500)),
            ],
        ),
    ]
