import django.db.models.deletion
from django.db import migrations, models

from upheld.desk.references import add_ticket_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("contracts", "0004_published_stays"),
        ("desk", "0004_message_via"),
    ]

    operations = [
        migrations.AlterField(
            model_name="attachment",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attachments",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="cancellation",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cancellations",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="dispute",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="disputes",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="exclusionclaim",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="exclusion_claims",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="desk.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="ticketlink",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="links", to="desk.ticket"
            ),
        ),
        migrations.AlterField(
            model_name="wait",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name="waits", to="desk.ticket"
            ),
        ),
        migrations.AlterField(
            model_name="watcher",
            name="ticket",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="watchers",
                to="desk.ticket",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(fields=("id", "organisation"), name="ticket_of_an_organisation"),
        ),
        add_ticket_key("desk_attachment"),
        add_ticket_key("desk_cancellation"),
        add_ticket_key("desk_delivery"),
        add_ticket_key("desk_dispute"),
        add_ticket_key("desk_draft"),
        add_ticket_key("desk_exclusionclaim"),
        add_ticket_key("desk_message"),
        add_ticket_key("desk_ticketlink"),
        add_ticket_key("desk_wait"),
        add_ticket_key("desk_watcher"),
    ]
