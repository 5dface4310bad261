from django.db import migrations, models


class Migration(migrations.Migration):
    """Memberships tell since when. Those of before count as older than everything."""

    dependencies = [("accounts", "0002_token_kinds")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="since",
            field=models.DateTimeField(null=True),
        ),
    ]
