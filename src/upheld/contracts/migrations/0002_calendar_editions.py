import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("contracts", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="contractversion",
            options={"ordering": ("contract_id", "-number", "-edition")},
        ),
        migrations.RemoveConstraint(
            model_name="contractversion",
            name="a_version_once",
        ),
        migrations.AddField(
            model_name="contractversion",
            name="edition",
            field=models.IntegerField(default=1),
        ),
        migrations.AddField(
            model_name="contractversion",
            name="edition_of",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="contracts.contractversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.UniqueConstraint(fields=("contract", "number", "edition"), name="an_edition_once"),
        ),
    ]
