from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_keys_checked_once")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="via",
            field=models.CharField(blank=True, db_default="", default="", max_length=10),
        ),
    ]
