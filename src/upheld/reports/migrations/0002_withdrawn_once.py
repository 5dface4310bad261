from django.db import migrations

CREATE = """
CREATE TRIGGER reports_withdrawn_once BEFORE UPDATE OF withdrawn_at ON reports_publication
    FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at)
    EXECUTE FUNCTION upheld_refuse_change('a publication is withdrawn once');
"""
DROP = "DROP TRIGGER reports_withdrawn_once ON reports_publication;"


class Migration(migrations.Migration):
    """A withdrawn publication stays withdrawn. All its other columns are closed to the application by its rights."""

    dependencies = [("reports", "0001_initial"), ("common", "0002_refuse_change")]

    operations = [migrations.RunSQL(CREATE, DROP)]
