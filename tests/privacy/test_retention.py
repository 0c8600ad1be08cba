"""Personal data go when they are too old, by rules that only the old meets, and on the trail."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from reformasi.audit import trail
from reformasi.audit.models import Entry, Tally
from reformasi.organisation import actions
from reformasi.privacy import retention, tasks
from reformasi.privacy.models import RetentionRun

ADDRESS = "203.0.113.77"
LONG = timedelta(days=20 * 365)


@pytest.fixture
def traces(unit, admin):
    """Acts of today with an address, from a command, and a refusal."""
    with trail.coming_from(ADDRESS):
        actions.change_unit(unit=unit, by=admin, name="Direktorat Ormas")
        trail.refuse("close", unit, by=admin, reason="Belum")
    with trail.coming_from("2001:db8::7"):
        actions.change_unit(unit=unit, by=admin, name="Direktorat Politik")
    with trail.coming_from("manage.py demo"):
        actions.change_unit(unit=unit, by=admin, name="Direktorat Polpum")


def age(table, column):
    """Twenty years pass over a table."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE {table} SET {column} = {column} - interval '20 years'")
        cursor.execute("SET LOCAL session_replication_role = origin")


def origins():
    return {entry.origin for entry in Entry.objects.all()} - {""}


def test_addresses_are_blanked_and_acts_stay(traces):
    age("audit_entry", "at")
    age("audit_tally", "last_at")
    before = Entry.objects.count()

    counts = retention.run(timezone.now())

    assert counts["addresses"] == 3
    assert origins() == {"manage.py demo"}
    told = Entry.objects.get(action="audit.entry.blank")
    assert (told.actor_label, told.changes) == ("Sistem", {"jumlah": [0, 3]})
    assert Entry.objects.count() == before + 2
    assert ADDRESS not in Tally.objects.get().origin
    run = RetentionRun.objects.get()
    assert run.counts["addresses"] == 3
    assert Entry.objects.about(run).get().phrase == "menjalankan"


def test_what_is_young_stays_and_a_quiet_night_leaves_no_trace(traces):
    before = Entry.objects.count()

    retention.run(timezone.now())

    assert origins() == {ADDRESS, "2001:db8::7", "manage.py demo"}
    assert Entry.objects.count() == before
    assert not RetentionRun.objects.exists()


def test_row_history_goes_after_its_years(traces, unit, admin):
    age("organisation_unitevent", "pgh_created_at")
    count = unit.events.count()
    assert count > 2

    counts = retention.run(timezone.now())

    assert counts["row_history"] >= count
    assert not unit.events.exists()
    assert Entry.objects.filter(action="audit.entry.forget").exists()
    actions.change_unit(unit=unit, by=admin, name="Sesudahnya")
    assert unit.events.count() == 1  # it goes on


@pytest.mark.parametrize("function", ["audit_blank_origins", "audit_forget_rows"])
def test_the_way_through_the_trail_is_narrow(traces, unit, function):
    with (
        pytest.raises(DatabaseError, match="stay"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {function}(now())")
    assert ADDRESS in origins()
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        Entry.objects.update(origin="")  # the trigger stands again


def test_settings_cannot_make_it_shorter_than_the_database_allows(traces, settings):
    settings.KEEP_ORIGIN_MONTHS = settings.KEEP_ROW_HISTORY_YEARS = 0
    assert retention.run(timezone.now())["addresses"] == 0


def test_notice_and_register_promise_what_is_done(traces, settings, client, login, admin):
    """A setting below the floor shortens nothing, so nothing shorter is promised."""
    settings.KEEP_ORIGIN_MONTHS = settings.KEEP_ROW_HISTORY_YEARS = 1
    for page in (
        client.get(reverse("privacy:notice")),
        login(admin).get(reverse("privacy:register")),
    ):
        text = page.content.decode()
        assert "Alamat jaringan pada jejak: 3 bulan." in text or "jejak: 3 bulan" in text
        assert "1 bulan" not in text
    assert "5 tahun" in client.get(reverse("privacy:notice")).content.decode()


def test_a_rule_that_fails_stops_no_other(monkeypatch, db, caplog):
    def broken(_now):
        raise OSError("disk")

    monkeypatch.setattr(retention, "_rules", {})
    retention.add(
        retention.Rule("broken", "rusak", lambda now: 1, broken),
        retention.Rule("leftovers", "sisa formulir", lambda now: 2, lambda now: 2),
    )

    assert retention.run(timezone.now()) == {"leftovers": 2}
    assert RetentionRun.objects.get().counts == {"leftovers": 2}
    assert "broken is not done" in caplog.text


def test_sessions_go(login, pegawai):
    login(pegawai)
    old = timezone.now() - timedelta(days=400)
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=old)
    row = UserSession.objects.create(
        user=pegawai, ip=ADDRESS, user_agent="x", session_key="a" * 32, data={}
    )
    UserSession.objects.filter(pk=row.pk).update(last_seen_at=old)

    counts = retention.run(timezone.now())

    assert (counts["sessions"], counts["session_records"]) == (1, 1)
    assert Session.objects.filter(expire_date__gt=timezone.now()).exists()


def test_the_command_only_counts_when_dry(traces):
    age("audit_entry", "at")
    out = StringIO()

    call_command("forget", "--dry-run", stdout=out)

    assert "3  alamat pada jejak akan dihapus" in out.getvalue()
    assert ADDRESS in origins()
    call_command("forget", stdout=out)
    assert ADDRESS not in origins()


def test_every_night_the_task_does_it(traces):
    age("audit_entry", "at")
    tasks.forget()
    assert Entry.objects.filter(action="audit.entry.blank").exists()
    tasks.forget()  # delivered twice
    assert Entry.objects.filter(action="audit.entry.blank").count() == 1


def test_an_app_above_may_add_what_is_too_old_of_its_own(monkeypatch, db):
    monkeypatch.setattr(retention, "_rules", {})
    retention.add(retention.Rule("leftovers", "sisa formulir", lambda now: 2, lambda now: 2))
    assert retention.run(timezone.now(), dry=True) == {"leftovers": 2}
    assert retention.label_of("leftovers") == "sisa formulir"
    assert retention.label_of("gone") == "gone"
