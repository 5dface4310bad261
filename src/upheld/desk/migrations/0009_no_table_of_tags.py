"""Tags stand on their tickets; nothing reads a list of them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("desk", "0008_tickets_of_one_organisation")]

    operations = [migrations.DeleteModel("Tag")]
