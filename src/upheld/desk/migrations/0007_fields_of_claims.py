from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_dimension_changes")]

    operations = [
        migrations.AddField(
            model_name="exclusionclaim",
            name="fields",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
