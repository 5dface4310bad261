from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0004_maintenance_run"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdoptedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64)),
                ("adopted_at", models.DateTimeField()),
            ],
        ),
    ]
