from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0003_rows_of_their_ticket"),
    ]

    operations = [
        migrations.AlterField(
            model_name="webhookendpoint",
            name="secret",
            field=models.CharField(max_length=300),
        ),
    ]
