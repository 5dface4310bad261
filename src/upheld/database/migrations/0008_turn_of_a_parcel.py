from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0007_steady_clocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="turn",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["turn", "next_attempt_at", "id"],
                name="parcel_by_turn",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("template", "escalation")),
                fields=["recipient", "created_at"],
                name="notice_mail_by_recipient",
            ),
        ),
    ]
