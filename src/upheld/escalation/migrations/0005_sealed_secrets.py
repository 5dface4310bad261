from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0004_notices_share_a_digest"),
    ]

    operations = [
        migrations.AlterField(
            model_name="webhookendpoint",
            name="secret",
            field=models.CharField(max_length=300),
        ),
    ]
