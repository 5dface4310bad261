from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_calendar_editions")]

    operations = [
        migrations.AddField(
            model_name="contractversion",
            name="monthly_fee",
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True),
        ),
        migrations.RunSQL(
            """
            UPDATE contracts_contractversion SET monthly_fee = contract.monthly_fee
            FROM contracts_contract contract
            WHERE contract.id = contracts_contractversion.contract_id AND published_at IS NOT NULL
            """,
            migrations.RunSQL.noop,
        ),
    ]
