"""The two narrow ways by which old personal data leave the append-only tables (ADR 113).

They run with the rights of the owner, refuse what is not old, and write what they did on the trail.
"""

from django.db import migrations

NOTE = """
    IF removed > 0 THEN
        INSERT INTO audit_entry (at, action, phrase, target, target_id, target_label, actor_id,
            actor_label, role_label, origin, changes, note, refused)
        VALUES (now(), 'audit.entry.{verb}', '{phrase}', 'audit.entry', '0', 'jejak', '', 'Sistem',
            '', '', jsonb_build_object('jumlah', jsonb_build_array(0, removed)), '', false);
    END IF;
    RETURN removed;
"""
#: For the length of one statement the triggers named append_only stand aside.
ASIDE = "PERFORM set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger WHERE tgname LIKE 'pgtrigger_append_only_%'), true);"
BACK = "PERFORM set_config('pgtrigger.ignore', '{}', true);"

FUNCTIONS = f"""
CREATE FUNCTION audit_blank_origins(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE removed bigint;
BEGIN
    IF before > now() - interval '3 months' + interval '2 days' THEN
        RAISE EXCEPTION 'audit: addresses stay for three months';
    END IF;
    {ASIDE}
    UPDATE audit_entry SET origin = ''
        WHERE at < before AND origin ~ '^[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*$';
    GET DIAGNOSTICS removed = ROW_COUNT;
    {BACK}
    UPDATE audit_tally SET origin = '#' || id WHERE last_at < before AND origin !~ '^(#|$)';
    UPDATE pghistory_context SET metadata = metadata - 'origin'
        WHERE created_at < before AND metadata ? 'origin';
    {NOTE.format(verb="blank", phrase="mengosongkan alamat lama pada")}
END $$;

CREATE FUNCTION audit_forget_rows(before timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE removed bigint := 0; part bigint; history regclass;
BEGIN
    IF before > now() - interval '5 years' + interval '2 days' THEN
        RAISE EXCEPTION 'audit: row history stays for five years';
    END IF;
    {ASIDE}
    FOR history IN
        SELECT attrelid::regclass FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE attname = 'pgh_created_at' AND relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('DELETE FROM %s WHERE pgh_created_at < $1', history) USING before;
        GET DIAGNOSTICS part = ROW_COUNT;
        removed := removed + part;
    END LOOP;
    {BACK}
    UPDATE pghistory_context SET metadata = '{{}}' WHERE created_at < before AND metadata <> '{{}}';
    {NOTE.format(verb="forget", phrase="menghapus riwayat baris lama pada")}
END $$;
"""  # noqa: S608 nothing comes from outside
GONE = """
DROP FUNCTION audit_blank_origins(timestamptz);
DROP FUNCTION audit_forget_rows(timestamptz);
"""


class Migration(migrations.Migration):

    dependencies = [("audit", "0002_tally"), ("pghistory", "0007_auto_20250421_0444")]

    operations = [migrations.RunSQL(FUNCTIONS, GONE)]
