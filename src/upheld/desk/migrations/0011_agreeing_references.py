import django.db.models.deletion
from django.db import migrations, models

from upheld.database.references import add_key


class Migration(migrations.Migration):
    """References of one row that must agree are held together by keys of several columns."""

    dependencies = [
        ("accounts", "0004_ended_is_a_fact"),
        ("contracts", "0005_agreeing_references"),
        ("desk", "0010_erased_files_have_no_size"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="message",
            name="message_by_ticket",
        ),
        migrations.AlterField(
            model_name="attachment",
            name="blob",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.blob"
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="desk.message",
            ),
        ),
        migrations.AlterField(
            model_name="blobchunk",
            name="blob",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="desk.blob"
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="desk.message",
            ),
        ),
        migrations.AlterField(
            model_name="mention",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="mentions",
                to="desk.message",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="contract_version",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="contracts.contractversion",
            ),
        ),
        migrations.AlterField(
            model_name="wait",
            name="message",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="desk.message",
            ),
        ),
        migrations.AddConstraint(
            model_name="blob",
            constraint=models.UniqueConstraint(fields=("id", "organisation"), name="blob_of_an_organisation"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("ticket", "id"), name="message_of_a_ticket"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("id", "organisation"), name="message_of_an_organisation"),
        ),
        add_key(
            "desk_attachment",
            "desk_attachment_message_of_its_ticket",
            "message_id, ticket_id",
            "desk_message",
            "id, ticket_id",
        ),
        add_key(
            "desk_delivery",
            "desk_delivery_message_of_its_ticket",
            "message_id, ticket_id",
            "desk_message",
            "id, ticket_id",
        ),
        add_key(
            "desk_wait",
            "desk_wait_message_of_its_ticket",
            "message_id, ticket_id",
            "desk_message",
            "id, ticket_id",
        ),
        add_key(
            "desk_mention",
            "desk_mention_of_its_message",
            "message_id, organisation_id",
            "desk_message",
            "id, organisation_id",
        ),
        add_key(
            "desk_attachment",
            "desk_attachment_of_its_blob",
            "blob_id, organisation_id",
            "desk_blob",
            "id, organisation_id",
        ),
        add_key(
            "desk_blobchunk",
            "desk_blobchunk_of_its_blob",
            "blob_id, organisation_id",
            "desk_blob",
            "id, organisation_id",
        ),
        add_key(
            "desk_ticket",
            "desk_ticket_version_of_its_organisation",
            "contract_version_id, organisation_id",
            "contracts_contractversion",
            "id, organisation_id",
        ),
    ]
