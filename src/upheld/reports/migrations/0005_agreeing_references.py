import django.db.models.deletion
from django.db import migrations, models

from upheld.database.references import add_key


class Migration(migrations.Migration):
    """References of one row that must agree are held together by keys of several columns."""

    dependencies = [
        ("contracts", "0005_agreeing_references"),
        ("reports", "0004_withdrawn_because"),
    ]

    operations = [
        migrations.AlterField(
            model_name="creditcase",
            name="contract_version",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.contractversion",
            ),
        ),
        add_key(
            "reports_creditcase",
            "reports_creditcase_of_its_version",
            "contract_version_id, organisation_id",
            "contracts_contractversion",
            "id, organisation_id",
        ),
    ]
