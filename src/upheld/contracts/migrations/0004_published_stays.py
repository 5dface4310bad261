from django.db import migrations

# ``published_by`` may become empty: people are erased, what they published stays.
CREATE = """
CREATE TRIGGER contracts_published_version_unchanged BEFORE UPDATE ON contracts_contractversion
    FOR EACH ROW WHEN (
        OLD.published_at IS NOT NULL
        AND to_jsonb(OLD) - 'published_by_id' IS DISTINCT FROM to_jsonb(NEW) - 'published_by_id'
    )
    EXECUTE FUNCTION upheld_refuse_change('a published contract version never changes');
CREATE TRIGGER contracts_published_version_not_deleted BEFORE DELETE ON contracts_contractversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION upheld_refuse_change('a published contract version is never deleted');
ALTER TABLE contracts_contractversion ADD CONSTRAINT contracts_published_with_terms
    CHECK (published_at IS NULL OR (terms IS NOT NULL AND sha256 <> '' AND effective_from IS NOT NULL)) NOT VALID;
"""
DROP = """
DROP TRIGGER contracts_published_version_unchanged ON contracts_contractversion;
DROP TRIGGER contracts_published_version_not_deleted ON contracts_contractversion;
ALTER TABLE contracts_contractversion DROP CONSTRAINT contracts_published_with_terms;
"""


class Migration(migrations.Migration):
    """A published version stays as it is, whoever writes. A later migration that must change one disables the trigger.

    The constraint is not checked against rows that are there: a damaged one must not keep the others from an upgrade.
    """

    dependencies = [("contracts", "0003_fee_of_a_version"), ("common", "0002_refuse_change")]

    operations = [migrations.RunSQL(CREATE, DROP)]
