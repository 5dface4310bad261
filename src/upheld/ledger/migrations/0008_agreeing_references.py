import django.db.models.deletion
from django.db import migrations, models

from upheld.database.references import add_key


class Migration(migrations.Migration):
    """References of one row that must agree are held together by keys of several columns."""

    dependencies = [
        ("accounts", "0004_ended_is_a_fact"),
        ("ledger", "0007_actor_may_act"),
    ]

    operations = [
        migrations.AlterField(
            model_name="erasable",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="erasable",
                to="ledger.entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(fields=("id", "organisation"), name="entry_of_an_organisation"),
        ),
        add_key(
            "ledger_erasable",
            "ledger_erasable_of_its_entry",
            "entry_id, organisation_id",
            "ledger_entry",
            "id, organisation_id",
        ),
    ]
