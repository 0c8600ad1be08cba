"""Units that share a name get the label of the unit above them; the next edit tells them finer."""

from django.db import migrations

QUALIFY = """
UPDATE organisation_unit AS unit
SET qualifier = left(coalesce(nullif(above.short_name, ''), above.name), 200)
FROM organisation_unit AS above
WHERE above.path = left(unit.path, length(unit.path) - 4)
  AND EXISTS (
    SELECT 1 FROM organisation_unit AS twin
    WHERE twin.id <> unit.id AND (
      lower(twin.name) = lower(unit.name)
      OR unit.short_name <> '' AND lower(twin.short_name) = lower(unit.short_name)
    )
  )
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_namesakes_and_versions")]

    operations = [migrations.RunSQL(QUALIFY, migrations.RunSQL.noop)]
