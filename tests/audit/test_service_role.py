"""What web server and worker may do to the database, and what they may not."""

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from reformasi.audit import service_role, trail
from reformasi.audit.models import Entry, PersonKey
from reformasi.organisation import actions
from reformasi.organisation.models import Unit, User
from reformasi.organisation.roles import Role
from reformasi.privacy import actions as separating
from reformasi.workflow.models import Snapshot
from tests.factories import UserFactory

ROLE = "layanan_uji"


@pytest.fixture
def as_service(db, pegawai):
    """Go on as the role; the test's own transaction takes it away again."""
    with connection.cursor() as cursor:
        role = f"{ROLE}_{connection.settings_dict['NAME']}"
        service_role.grant(role)
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        yield
        cursor.execute("RESET ROLE")


def refused(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except (ProgrammingError, InternalError) as error:
        return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@pytest.mark.parametrize("table", sorted(service_role.kept_tables()))
def test_what_is_kept_can_only_be_added_to(as_service, table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
        columns = connection.introspection.get_table_description(cursor, table)
    assert refused(f'UPDATE "{table}" SET "{columns[0].name}" = "{columns[0].name}"')
    assert refused(f'DELETE FROM "{table}"')
    assert refused(f'TRUNCATE "{table}"')
    assert refused(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
    assert refused(f'DROP TABLE "{table}"')


def test_the_trail_the_history_and_what_was_approved_are_kept():
    kept = service_role.kept_tables()
    assert {Entry._meta.db_table, Snapshot._meta.db_table, PersonKey._meta.db_table} <= kept
    assert any(table.endswith("event") for table in kept)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE hidden (id int)",
        "CREATE ROLE another",
        "ALTER FUNCTION _pgh_attach_context() SECURITY INVOKER",
        "UPDATE pghistory_context SET metadata = '{}'",
        "DELETE FROM django_migrations",
        "COPY audit_entry TO PROGRAM 'true'",
        "TRUNCATE organisation_unit CASCADE",
    ],
)
def test_nothing_gets_round_it(as_service, statement):
    assert refused(statement)


def test_triggers_that_are_told_to_look_away_change_nothing(as_service, pegawai):
    trail.record("view", pegawai, by=pegawai)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{audit_entry:append_only}', true)")
    assert refused("DELETE FROM audit_entry")


def test_the_work_of_a_day_goes_on(as_service, unit, pegawai):
    """Rows with history, with a person's name to them; and the trail is written."""
    person = UserFactory()
    actions.create_unit(
        parent=Unit.objects.get(pk=unit.pk), by=pegawai, code="uji-peran",
        name="Subdirektorat Uji", kind="directorate", echelon="III",
    )  # fmt: skip
    User.objects.filter(pk=person.pk).update(name="Nama baru")
    trail.record("view", person, by=pegawai)
    assert Entry.objects.about(person).exists()


def test_a_key_is_thrown_away_by_two_people_alone(as_service, admin, member_of, unit):
    person = UserFactory()
    trail.record("view", person, by=person)
    asked = separating.request_separation(person=person, reason="Surat 12/2026", by=admin)
    assert refused("DELETE FROM audit_personkey")
    assert refused("UPDATE audit_personkey SET key = ''")

    separating.separate(separation=asked, by=member_of(unit, Role.ADMIN))

    assert not PersonKey.objects.filter(person_id=person.pk).exists()
    assert Entry.objects.about(person).exists()


def test_a_role_that_somebody_else_made_is_left_with_its_password(as_service):
    """A database of the ministry's own: the owner may grant, and not make roles."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (role,) = cursor.fetchone()
    service_role.make_role(role, "sandi")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        service_role.make_role("yang_lain", "sandi")
