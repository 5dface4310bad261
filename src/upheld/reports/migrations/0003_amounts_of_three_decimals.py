from django.db import migrations, models


class Migration(migrations.Migration):
    """Some currencies have three decimals; what was kept with two stays as it is."""

    dependencies = [("reports", "0002_withdrawn_once")]

    operations = [
        migrations.AlterField("creditcase", "amount", models.DecimalField(decimal_places=3, max_digits=15)),
    ]
