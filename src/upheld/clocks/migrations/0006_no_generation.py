"""Nothing reads how often a clock's row was written."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("clocks", "0005_rows_of_their_ticket")]

    operations = [migrations.RemoveField("clock", "generation")]
