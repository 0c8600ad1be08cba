"""The narrow way by which one person is taken out of what is append-only (ADR 112).

Only after two people have decided it: the function looks for their row itself.
"""

from django.db import migrations

SEPARATE = """
CREATE FUNCTION audit_separate_person(person bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM privacy_separation
        WHERE person_id = person AND done_at IS NOT NULL AND done_by_id <> requested_by_id
    ) THEN
        RAISE EXCEPTION 'audit: two people decide that a person is separated';
    END IF;
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only_%'), true);
    UPDATE organisation_userevent SET nip = '', name = '', email = '' WHERE pgh_obj_id = person;
    UPDATE organisation_membershipevent SET decree = '' WHERE user_id = person;
    PERFORM set_config('pgtrigger.ignore', '{}', true);
    DELETE FROM audit_personkey WHERE person_id = person::text;
END $$;
"""
GONE = "DROP FUNCTION audit_separate_person(bigint);"


class Migration(migrations.Migration):

    dependencies = [
        ("privacy", "0002_separation"),
        ("audit", "0005_blank_sealed_origins"),
        ("organisation", "0001_initial"),
    ]

    operations = [migrations.RunSQL(SEPARATE, GONE)]
