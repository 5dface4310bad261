from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes existing tokens machines' tokens, because it is unknown whether a person uses them."""

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
