from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("knowledge", "0003_rows_of_their_ticket"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchrow",
            name="size",
            field=models.IntegerField(null=True),
        ),
    ]
