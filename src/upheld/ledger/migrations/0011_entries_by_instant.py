from django.db import migrations, models


class Migration(migrations.Migration):
    """Programs follow the ledger of all accounts by the instants of its entries."""

    dependencies = [("ledger", "0010_whole_logs")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["recorded_at", "organisation", "index"], name="entry_by_instant"),
        )
    ]
