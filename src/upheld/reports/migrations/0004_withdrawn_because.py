from django.db import migrations, models

DROP = "DROP TRIGGER reports_withdrawn_once ON reports_publication;"
CREATE_BEFORE = """
CREATE TRIGGER reports_withdrawn_once BEFORE UPDATE OF withdrawn_at ON reports_publication
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at)
    EXECUTE FUNCTION upheld_refuse_change('a publication is withdrawn once');
"""
CREATE = """
CREATE TRIGGER reports_withdrawn_once BEFORE UPDATE OF withdrawn_at, withdrawn_because ON reports_publication
    FOR EACH ROW WHEN (
        OLD.withdrawn_at IS NOT NULL
        AND (OLD.withdrawn_at, OLD.withdrawn_because) IS DISTINCT FROM (NEW.withdrawn_at, NEW.withdrawn_because)
    )
    EXECUTE FUNCTION upheld_refuse_change('a publication is withdrawn once');
"""


class Migration(migrations.Migration):
    """A withdrawn publication says why, and that cannot be changed afterwards."""

    dependencies = [("reports", "0003_amounts_of_three_decimals")]

    operations = [
        migrations.AddField("publication", "withdrawn_because", models.TextField(blank=True, default="")),
        migrations.RunSQL(DROP + CREATE, DROP + CREATE_BEFORE),
    ]
