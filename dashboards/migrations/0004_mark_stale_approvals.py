"""Keeps what is approved and has changed since, in the statement that makes it so (ADR 142)."""

from django.db import migrations

TABLES = {
    "programs_activity": "programs.activity",
    "programs_actionplan": "programs.actionplan",
    "programs_achievement": "programs.achievement",
    "zona_integritas_milestone": "zona_integritas.milestone",
    "evaluations_followup": "evaluations.followup",
}
COLUMNS = ("status", "content_sha256", "approved_snapshot_id")
REFERENCING = {
    "insert": "NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
}


def stale(target, rows):
    return (
        f"INSERT INTO dashboards_staleapproval (target, key) SELECT '{target}', n.id FROM {rows} n"  # noqa: S608
        " JOIN audit_snapshot s ON s.id = n.approved_snapshot_id AND s.sha256 <> n.content_sha256"
        " WHERE n.status = 'approved' ON CONFLICT DO NOTHING; "
    )


def fresh(target, rows):
    return f"DELETE FROM dashboards_staleapproval WHERE target = '{target}' AND key IN (SELECT id FROM {rows}); "  # noqa: S608


def body(event, target):
    if event == "insert":
        return stale(target, "new_rows")
    if event == "delete":
        return fresh(target, "old_rows")
    before, after = (", ".join(f"{row}.{name}" for name in COLUMNS) for row in ("o", "n"))
    changed = f"(SELECT n.* FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE ROW({before}) IS DISTINCT FROM ROW({after}))"  # noqa: S608
    return fresh(target, f"{changed} changed") + stale(target, changed)


def operations():
    for table, target in TABLES.items():
        for event, referencing in REFERENCING.items():
            name = f"dashboards_stale_{table}_{event}"
            yield migrations.RunSQL(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body(event, target)}RETURN NULL; END $$; "
                f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {referencing}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();",
                f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();",
            )
        yield migrations.RunSQL(stale(target, table), migrations.RunSQL.noop)


class Migration(migrations.Migration):

    dependencies = [
        ("dashboards", "0003_stale_approvals"),
        ("zona_integritas", "0007_instruments_share_a_road"),
    ]

    operations = list(operations())
