import django.db.models.deletion
from django.db import migrations, models

from upheld.database.references import add_key


class Migration(migrations.Migration):
    """References of one row that must agree are held together by keys of several columns."""

    dependencies = [
        ("accounts", "0004_ended_is_a_fact"),
        ("contracts", "0004_published_stays"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contractversion",
            name="contract",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="contracts.contract",
            ),
        ),
        migrations.AlterField(
            model_name="contractversion",
            name="edition_of",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="contracts.contractversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("id", "organisation"), name="contract_of_an_organisation"),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.UniqueConstraint(fields=("id", "organisation"), name="version_of_an_organisation"),
        ),
        migrations.AddConstraint(
            model_name="contractversion",
            constraint=models.UniqueConstraint(fields=("id", "contract", "number"), name="version_of_a_contract"),
        ),
        add_key(
            "contracts_contractversion",
            "contracts_version_of_its_contract",
            "contract_id, organisation_id",
            "contracts_contract",
            "id, organisation_id",
        ),
        add_key(
            "contracts_contractversion",
            "contracts_edition_of_its_version",
            "edition_of_id, contract_id, number",
            "contracts_contractversion",
            "id, contract_id, number",
        ),
        migrations.RunSQL(
            "ALTER TABLE contracts_contractversion ADD CONSTRAINT contracts_later_edition_of_a_version"
            " CHECK ((edition_of_id IS NULL) = (edition = 1)) NOT VALID",
            "ALTER TABLE contracts_contractversion DROP CONSTRAINT contracts_later_edition_of_a_version",
        ),
    ]
