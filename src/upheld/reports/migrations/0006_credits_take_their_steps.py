from django.db import migrations

CREATE = """
CREATE TRIGGER reports_credit_begins_proposed BEFORE INSERT ON reports_creditcase
    FOR EACH ROW WHEN (NEW.state <> 'proposed' OR NEW.decided_at IS NOT NULL)
    EXECUTE FUNCTION upheld_refuse_change('a credit begins as proposed');
CREATE TRIGGER reports_credit_takes_its_steps BEFORE UPDATE ON reports_creditcase
    FOR EACH ROW WHEN (
        OLD.state <> NEW.state
        AND OLD.state::text || ' ' || NEW.state::text <> ALL (ARRAY[
            'proposed claimed', 'proposed waived', 'claimed waived', 'claimed approved', 'approved paid'
        ])
    )
    EXECUTE FUNCTION upheld_refuse_change('a credit does not take this step');
CREATE TRIGGER reports_credit_keeps_its_amount BEFORE UPDATE ON reports_creditcase
    FOR EACH ROW WHEN (
        OLD.organisation_id <> NEW.organisation_id
        OR OLD.contract_version_id <> NEW.contract_version_id
        OR OLD.period <> NEW.period
        OR ((OLD.state <> 'proposed' OR NEW.state <> 'proposed')
            AND (OLD.amount <> NEW.amount OR OLD.currency <> NEW.currency
                OR OLD.lines <> NEW.lines OR OLD.as_of <> NEW.as_of))
        OR (OLD.state = NEW.state AND OLD.decided_at IS DISTINCT FROM NEW.decided_at)
        OR (OLD.state <> NEW.state AND NEW.decided_at IS NULL)
    )
    EXECUTE FUNCTION upheld_refuse_change('only a proposed credit follows the figures');
"""
DROP = """
DROP TRIGGER reports_credit_keeps_its_amount ON reports_creditcase;
DROP TRIGGER reports_credit_takes_its_steps ON reports_creditcase;
DROP TRIGGER reports_credit_begins_proposed ON reports_creditcase;
"""


class Migration(migrations.Migration):
    """A credit begins as proposed, takes its steps in order, and keeps its amount from the first step on."""

    dependencies = [("reports", "0005_agreeing_references"), ("common", "0002_refuse_change")]

    operations = [migrations.RunSQL(CREATE, DROP)]
