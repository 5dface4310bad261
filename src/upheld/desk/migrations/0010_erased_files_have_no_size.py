"""The bytes of an erased file are deleted; from now on its size says so, and quotas do not count it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("desk", "0009_no_table_of_tags")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE desk_blob SET size = 0
            WHERE size > 0 AND NOT EXISTS (SELECT 1 FROM desk_blobchunk chunk WHERE chunk.blob_id = desk_blob.id)
            """,
            migrations.RunSQL.noop,
        ),
    ]
