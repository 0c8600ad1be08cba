"""The database role of web server and worker: it owns nothing, and can only add to what is kept.

Made and granted by the owner after each migration (``reformasi.local release``). See ADR 110.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ProgrammingError
from pghistory.models import Context, Event
from psycopg2 import errors, sql

from .models import AppendOnly, PersonKey, Tally


def kept_tables() -> set[str]:
    """Tables to which a row may be added, and none changed or taken away."""
    models = apps.get_models(include_auto_created=True)
    kinds = (AppendOnly, Event, PersonKey)
    return {model._meta.db_table for model in models if issubclass(model, kinds)}


def ways_through() -> list[str]:
    """The owner's functions by which old or separated personal data leave those tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE prosecdef AND starts_with(proname, 'audit_')"
            " AND pronamespace = current_schema()::regnamespace ORDER BY proname"
        )
        return [row[0] for row in cursor.fetchall()]


def grant(role: str, password: str = "") -> None:
    """Give ``role`` exactly what web server and worker need; make it where it does not exist.

    Raises:
        ProgrammingError: the owner may not make roles, and nobody has made this one.
    """
    make_role(role, password)
    read_only = {MigrationRecorder.Migration._meta.db_table, Context._meta.db_table}
    with transaction.atomic():
        run("REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}", role)
        run("REVOKE ALL ON SCHEMA {schema} FROM {role}", role)
        run("REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC", role)
        run("GRANT USAGE ON SCHEMA {schema} TO {role}", role)
        run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}", role)
        run("GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}", role)
        for table in sorted(kept_tables()):
            run("REVOKE UPDATE, DELETE ON {table} FROM {role}", role, table)
        for table in sorted(read_only):
            run("REVOKE INSERT, UPDATE, DELETE ON {table} FROM {role}", role, table)
        for function in ways_through():
            run("REVOKE ALL ON FUNCTION {table} FROM PUBLIC", role, function)
            run("GRANT EXECUTE ON FUNCTION {table} TO {role}", role, function)
        run("REVOKE DELETE ON {table} FROM {role}", role, Tally._meta.db_table)
        # Writes down who acts; nobody else may write there.
        run(
            "ALTER FUNCTION _pgh_attach_context() SECURITY DEFINER SET search_path = {schema}", role
        )


def make_role(role: str, password: str) -> None:
    """Make the role, or give it the password of today; leave it alone where that is not ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
    word = sql.SQL("PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
    attributes = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
    statement = sql.SQL(f"{verb} ROLE {{}} {attributes}").format(sql.Identifier(role)) + word
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as error:
        if verb == "CREATE" or not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise


def run(statement: str, role: str, table: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        names = {"schema": cursor.fetchone()[0], "role": role, "table": table or role}
        identifiers = {key: sql.Identifier(name) for key, name in names.items()}
        cursor.execute(sql.SQL(statement).format(**identifiers))
