"""The narrow way by which the name of an outsider leaves what is append-only (ADR 118).

Only for a row whose request is recorded, and only its own row history and the notes that name it.
"""

from django.db import migrations

FORGET = """
CREATE FUNCTION audit_forget_outsider(correction bigint, owner text, owner_id text, labels text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE asked privacy_correction; history regclass; part name; label text;
BEGIN
    SELECT * INTO asked FROM privacy_correction WHERE id = correction AND kind = 'anonymise';
    history := to_regclass(quote_ident(replace(asked.target, '.', '_') || 'event'));
    IF history IS NULL THEN
        RAISE EXCEPTION 'audit: a request is recorded before a name is forgotten';
    END IF;
    PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only_%'), true);
    FOR part IN
        SELECT attname FROM pg_attribute
        WHERE attrelid = history AND attname = ANY (asked.columns) AND attname IN ('name', 'nip', 'office', 'title')
    LOOP
        EXECUTE format('UPDATE %s SET %I = '''' WHERE pgh_obj_id = $1', history, part) USING asked.target_id::bigint;
    END LOOP;
    UPDATE audit_entry SET note = '' WHERE target = owner AND target_id = owner_id AND note = ANY (labels);
    FOREACH label IN ARRAY labels LOOP
        UPDATE audit_entry SET changes = replace(changes::text, to_jsonb(label)::text, '""')::jsonb
            WHERE target = owner AND target_id = owner_id AND position(to_jsonb(label)::text IN changes::text) > 0;
    END LOOP;
    PERFORM set_config('pgtrigger.ignore', '{}', true);
END $$;
"""
GONE = "DROP FUNCTION audit_forget_outsider(bigint, text, text, text[]);"


class Migration(migrations.Migration):

    dependencies = [("privacy", "0004_correction"), ("audit", "0005_blank_sealed_origins")]

    operations = [migrations.RunSQL(FORGET, GONE)]
