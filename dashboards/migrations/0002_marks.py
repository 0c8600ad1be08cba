"""Marks what figures have to count anew: now everything, from then on whatever changes (ADR 142).

The triggers stand on tables of apps below, which know nothing of figures. Each is one for a whole
statement, because imports, moves of units and the loading of data write many rows at once.
"""

from django.db import migrations

#: Table -> the columns that a figure counts, and by kind of figure the keys that follow from its
#: rows ``r``.
SOURCES = {
    "programs_activity": (
        ("unit_id", "date", "area_id", "status", "is_sample"),
        {"activity": "SELECT r.id FROM r"},
    ),
    "programs_actionplan": (
        ("unit_id", "year", "area_id", "status", "is_sample", "method", "target_q1", "target_q2", "target_q3", "target_q4"),
        {"plan": "SELECT r.id FROM r"},
    ),
    "programs_achievement": (
        ("plan_id", "quarter", "value", "status", "content_sha256", "approved_snapshot_id"),
        {"plan": "SELECT r.plan_id FROM r"},
    ),
    "evaluations_followup": (
        (
            "recommendation_id", "unit_id", "status", "verdict", "amount", "amount_settled", "is_sample", "content_sha256",
            "approved_snapshot_id", "submitted_snapshot_id",
        ),
        {"recommendation": "SELECT r.recommendation_id FROM r"},
    ),
    "evaluations_recommendation": (("finding_id",), {"recommendation": "SELECT r.id FROM r"}),
    "evaluations_finding": (
        ("letter_id",),
        {"recommendation": "SELECT e.id FROM r JOIN evaluations_recommendation e ON e.finding_id = r.id"},
    ),
    "evaluations_ministerialletter": (
        ("unit_id", "is_sample"),
        {
            "recommendation": "SELECT e.id FROM r JOIN evaluations_finding f ON f.letter_id = r.id"
            " JOIN evaluations_recommendation e ON e.finding_id = f.id"
        },
    ),
    "evaluations_ministerialletter_addressees": (
        ("ministerialletter_id", "unit_id"),
        {
            "recommendation": "SELECT e.id FROM r JOIN evaluations_finding f ON f.letter_id = r.ministerialletter_id"
            " JOIN evaluations_recommendation e ON e.finding_id = f.id"
        },
    ),
    "organisation_unit": (
        ("path",),
        {
            "activity": "SELECT a.id FROM r JOIN programs_activity a ON a.unit_id = r.id",
            "plan": "SELECT p.id FROM r JOIN programs_actionplan p ON p.unit_id = r.id",
            "recommendation": "SELECT t.recommendation_id FROM r JOIN evaluations_followup t ON t.unit_id = r.id"
            " UNION SELECT e.id FROM r JOIN evaluations_ministerialletter_addressees a ON a.unit_id = r.id"
            " JOIN evaluations_finding f ON f.letter_id = a.ministerialletter_id"
            " JOIN evaluations_recommendation e ON e.finding_id = f.id"
            " UNION SELECT e.id FROM r JOIN evaluations_ministerialletter l ON l.unit_id = r.id"
            " JOIN evaluations_finding f ON f.letter_id = l.id JOIN evaluations_recommendation e ON e.finding_id = f.id",
        },
    ),
}
EVENTS = {
    "insert": ("NEW TABLE AS new_rows", "SELECT * FROM new_rows"),
    "delete": ("OLD TABLE AS old_rows", "SELECT * FROM old_rows"),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", None),
}


def changed(columns):
    """The rows of an update that differ in ``columns``, as they were and as they are."""
    before, after = (", ".join(f"{row}.{name}" for name in columns) for row in ("o", "n"))
    both = f"FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE ROW({before}) IS DISTINCT FROM ROW({after})"
    return f"SELECT o.* {both} UNION ALL SELECT n.* {both}"


def trigger(table, event, columns, keys):
    name = f"dashboards_mark_{table}_{event}"
    referencing, rows = EVENTS[event]
    marks = "".join(
        f"INSERT INTO dashboards_mark (kind, key, at) SELECT '{kind}', key, now() FROM"  # noqa: S608
        f" (WITH r AS ({rows or changed(columns)}) {query}) marked (key) WHERE key IS NOT NULL; "
        for kind, query in keys.items()
    )
    made = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {marks}RETURN NULL; END $$; "
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} REFERENCING {referencing}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {name}();"
    )
    return migrations.RunSQL(made, f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();")


def operations():
    for table, (columns, keys) in SOURCES.items():
        for event in EVENTS:
            yield trigger(table, event, columns, keys)


EVERYTHING = """
INSERT INTO dashboards_mark (kind, key, at) SELECT 'activity', id, now() FROM programs_activity;
INSERT INTO dashboards_mark (kind, key, at) SELECT 'plan', id, now() FROM programs_actionplan;
INSERT INTO dashboards_mark (kind, key, at) SELECT 'recommendation', id, now() FROM evaluations_recommendation;
"""


class Migration(migrations.Migration):

    dependencies = [
        ("dashboards", "0001_rollups"),
        ("evaluations", "0010_sheets_of_a_group"),
        ("organisation", "0004_years_are_plausible"),
        ("programs", "0008_plans_have_a_person_and_raise_answers"),
    ]

    operations = [*operations(), migrations.RunSQL(EVERYTHING, migrations.RunSQL.noop)]
