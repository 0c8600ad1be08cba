"""Retention, separation and correction, connected as the role of web and worker (ADR 110)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from programs.events import actions as events
from reformasi.audit import service_role, trail
from reformasi.audit.models import Entry, PersonKey
from reformasi.organisation.models import Membership
from reformasi.organisation.roles import Role
from reformasi.privacy import actions, outsiders, retention, tasks
from reformasi.privacy.models import RetentionRun
from reformasi.workflow import decisions
from tests.programs.factories import make_activity, submitted_activity

ADDRESS = "203.0.113.77"
FUNCTIONS = ("audit_blank_origins", "audit_forget_rows", "audit_separate_person")


@pytest.fixture
def become(db):
    """``become()``: go on as the service role; the test's own transaction takes it away again."""
    role = f"layanan_uji_{connection.settings_dict['NAME']}"

    def go_on():
        with connection.cursor() as cursor:
            service_role.grant(role)
            cursor.execute(f'SET LOCAL ROLE "{role}"')

    yield go_on
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def old(unit, pegawai):
    """Acts of ten years ago, with their address."""
    with trail.coming_from(ADDRESS):
        submitted_activity(unit, pegawai)
    age = timezone.now() - timedelta(days=365 * 11)
    with connection.cursor() as cursor:
        for table, column in (
            ("audit_entry", "at"),
            ("programs_activityevent", "pgh_created_at"),
            ("pghistory_context", "created_at"),
        ):
            trigger = "pgtrigger.ignore"
            cursor.execute(
                "SELECT set_config(%s, (SELECT array_agg(tgname)::text FROM pg_trigger), true)",
                [trigger],
            )
            cursor.execute(f"UPDATE {table} SET {column} = %s", [age])
            cursor.execute("SELECT set_config(%s, '{}', true)", [trigger])
    return pegawai


def test_every_night_what_is_too_old_goes(become, old):
    become()
    assert Entry.objects.filter(origin_sealed__isnull=False).exists()

    tasks.forget()

    counts = RetentionRun.objects.get().counts
    assert counts["addresses"] > 0
    assert counts["row_history"] > 0
    assert not Entry.objects.filter(origin_sealed__isnull=False).exists()
    verbs = set(Entry.objects.values_list("action", flat=True))
    assert {"audit.entry.blank", "audit.entry.forget"} <= verbs


@pytest.mark.parametrize("rule", ["sessions", "session_records", "addresses", "row_history"])
def test_each_rule_runs_by_itself(become, old, rule):
    become()
    assert retention._rules[rule].remove(timezone.now()) >= 0


def test_two_administrators_separate_a_person(become, unit, pegawai, admin, member_of):
    submitted_activity(unit, pegawai)
    Membership.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    pegawai.forget_memberships()
    other = member_of(unit, Role.ADMIN)
    become()
    asked = actions.request_separation(person=pegawai, reason="Surat 12/2026", by=admin)

    actions.separate(separation=asked, by=other)

    assert not PersonKey.objects.filter(person_id=pegawai.pk).exists()
    told = {entry.actor_label for entry in Entry.objects.filter(actor_id=pegawai.pk)}
    assert told == {f"Orang terhapus #{pegawai.pk}"}
    assert not pegawai.events.exclude(name="").exists()


@pytest.mark.parametrize("kind", ["correct", "anonymise"])
def test_the_bureau_corrects_an_approved_list(become, unit, pegawai, ketua_tim, biro, kind):
    activity = make_activity(unit, pegawai, kind="sosialisasi")
    events.add_attendee(event=activity.socialization, by=pegawai, name="Sari Dewo")
    activity.refresh_from_db()
    decisions.submit(activity, by=pegawai)
    decisions.approve(activity, by=ketua_tim)
    become()
    rows, _more = outsiders.search(biro, "Sari Dewo")

    actions.correct_outsiders(
        rows=rows, kind=kind, values={"name": "Sari Dewi"}, by=biro, asked_by="self",
        asked_on=timezone.localdate(), reference="Surat 12/2026", proof="KTP", reason="Keliru",
    )  # fmt: skip

    activity.refresh_from_db()
    assert activity.approved_snapshot.correction
    assert not activity.approval_is_stale
    names = set(activity.socialization.attendance.get().events.values_list("name", flat=True))
    assert ("Sari Dewo" in names) == (kind == "correct")


def test_what_it_may_do_with_these_functions_is_to_call_them(become):
    become()
    for function in FUNCTIONS:
        with (
            pytest.raises(ProgrammingError, match="must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"ALTER FUNCTION {function} RESET ALL")


def test_nobody_else_may_call_them(become):
    become()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*),"
            " count(*) FILTER (WHERE has_function_privilege('public', oid, 'EXECUTE')),"
            " count(*) FILTER (WHERE has_function_privilege(current_user, oid, 'EXECUTE'))"
            " FROM pg_proc WHERE prosecdef AND proname LIKE 'audit%'"
        )
        assert cursor.fetchone() == (4, 0, 4)


def test_it_throws_no_key_away_by_itself(become, pegawai):
    PersonKey.of(str(pegawai.pk))
    become()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        PersonKey.objects.all().delete()
