from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0005_adopted_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="parcel",
            name="sender_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("template", "act")),
                fields=["recipient", "created_at"],
                name="act_mail_by_recipient",
            ),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("template", "act")), fields=["sender_id", "created_at"], name="act_mail_by_sender"
            ),
        ),
    ]
