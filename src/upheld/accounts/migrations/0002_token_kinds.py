from django.db import migrations, models


class Migration(migrations.Migration):
    """Tokens made before become machines' tokens: nobody knows whether a person stands behind them."""

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="apitoken",
            name="kind",
            field=models.CharField(
                choices=[("person", "Person"), ("machine", "Machine")], default="machine", max_length=10
            ),
        ),
    ]
