"""Addresses lie under the key of the person too: they go with those in plain text."""

import importlib

from django.db import migrations

RETENTION = importlib.import_module("reformasi.audit.migrations.0003_retention")
PLAIN = "origin ~ '^[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*$'"

BEFORE = RETENTION.FUNCTIONS.partition("CREATE FUNCTION audit_forget_rows")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
NOW = BEFORE.replace("SET origin = ''\n", "SET origin = '', origin_sealed = NULL\n").replace(f"AND {PLAIN}", f"AND ({PLAIN} OR origin_sealed IS NOT NULL)")


class Migration(migrations.Migration):

    dependencies = [("audit", "0004_person_keys")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
