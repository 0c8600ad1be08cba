"""Years, quarters and windows: set by the administrator of the ministry, read by everybody."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.organisation import periods, windows
from reformasi.organisation.models import Period
from reformasi.organisation.roles import Role
from reformasi.organisation.windows import Window


@pytest.fixture
def window(db):
    """A window that closed yesterday."""
    today = timezone.localdate()
    return periods.set_period(
        by=None,
        kind="stage",
        window=windows.window_of("activity"),
        year=today.year,
        starts=today - timedelta(days=30),
        ends=today - timedelta(days=1),
    )


def test_a_closed_window_stops_and_a_reopened_one_does_not(login, admin, window, unit):
    today = timezone.localdate()
    asked = {
        "window": windows.window_of("activity"),
        "year": window.year,
        "day": today,
        "verb": "submit",
        "target": unit,
    }
    with pytest.raises(periods.WindowClosed, match="Minta administrator"):
        periods.require_open(**asked)
    fields = {"ends": today + timedelta(days=7), "reason": "Bencana banjir"}
    login(admin).post(reverse("organisation:period_reopen", args=[window.pk]), fields)
    periods.require_open(**asked)
    entry = Entry.objects.about(window).latest("at")
    assert (entry.phrase, entry.note) == ("membuka kembali", "Bencana banjir")


@pytest.mark.parametrize(
    ("years_on", "is_open"),
    [(-7, False), (-2, False), (-1, True), (0, True), (1, True), (2, False)],
)
def test_a_year_without_a_window_is_open_only_while_it_is_near(unit, settings, years_on, is_open):
    settings.OPEN_YEARS_BEFORE = 1
    today = timezone.localdate()
    year = today.year + years_on
    reason = Period.objects.why_closed(windows.window_of("activity"), year, today)
    assert bool(reason) != is_open
    assert is_open or f"Pencatatan kegiatan tahun {year} belum dibuka" in reason


def test_a_far_year_is_open_once_the_administrator_gives_it_a_window(admin, settings):
    settings.OPEN_YEARS_BEFORE = 1
    window, today = windows.window_of("activity"), timezone.localdate()
    periods.set_period(
        by=admin, kind="stage", window=window, year=2019, starts=date(2019, 1, 1), ends=today
    )
    assert Period.objects.why_closed(window, 2019, today) == ""
    assert Period.objects.why_closed(window, 2019, today + timedelta(days=1))


def test_a_road_that_began_long_ago_may_go_on(db, settings):
    settings.OPEN_YEARS_BEFORE = 1
    window, today = windows.window_of("monitoring"), timezone.localdate()
    assert Period.objects.why_closed(window, today.year - 5, today) == ""
    assert Period.objects.why_closed(window, today.year + 2, today)


def test_the_administrator_is_offered_the_windows_of_every_app(login, admin):
    page = login(admin).get(reverse("organisation:period_set")).content.decode()
    for code, label in windows.choices():
        assert f'<option value="{code}">{label}</option>' in page
    for code in ("action_plan", "follow_up", "monitoring"):  # one of each app that has any
        assert windows.window_of(code).code == code


def test_the_administrator_sets_the_window_of_a_stage(login, admin):
    fields = {"kind": "stage", "year": "2027", "starts": "2027-01-01", "ends": "2027-05-31"}
    login(admin).post(reverse("organisation:period_set"), fields | {"window": "follow_up"})
    period = Period.objects.window(windows.window_of("follow_up"), 2027)
    assert str(period) == "Tindak lanjut rekomendasi 2027"


def test_a_window_of_no_app_is_refused(login, admin):
    fields = {"kind": "stage", "year": "2027", "starts": "2027-01-01", "ends": "2027-05-31"}
    response = login(admin).post(
        reverse("organisation:period_set"), fields | {"window": "folow_up"}
    )
    assert response.context["form"].errors["window"]
    assert not Period.objects.filter(year=2027).exists()
    with pytest.raises(KeyError):
        windows.window_of("folow_up")


def test_a_window_is_registered_once():
    with pytest.raises(ValueError, match="activity is registered twice"):
        windows.register(Window("activity", "Kegiatan"))


@pytest.mark.parametrize("fields", [{"reason": ""}, {"ends": "2020-01-01"}])
def test_reopening_asks_for_a_reason_and_a_later_day(login, admin, window, fields):
    sent = {"ends": timezone.localdate() + timedelta(days=7), "reason": "Bencana"} | fields
    response = login(admin).post(reverse("organisation:period_reopen", args=[window.pk]), sent)
    assert response.status_code == 422
    assert Period.objects.get(pk=window.pk).ends == window.ends


def test_everybody_reads_the_periods_and_only_the_top_sets_them(
    login, pegawai, admin, unit, member_of, window
):
    page = login(pegawai).get(reverse("organisation:periods")).content.decode()
    assert str(window) in page
    assert reverse("organisation:period_set") not in page
    for other in (pegawai, member_of(unit, Role.ADMIN)):
        assert login(other).get(reverse("organisation:period_set")).status_code == 403
        address = reverse("organisation:period_reopen", args=[window.pk])
        assert login(other).get(address).status_code == 403
    assert (
        reverse("organisation:period_set")
        in login(admin).get(reverse("organisation:periods")).content.decode()
    )


def test_setting_a_period_again_changes_its_dates_and_keeps_the_old_ones(login, admin):
    address = reverse("organisation:period_set")
    fields = {
        "kind": "quarter",
        "year": "2027",
        "quarter": "2",
        "starts": "2027-04-01",
        "ends": "2027-06-30",
    }
    login(admin).post(address, fields)
    login(admin).post(address, fields | {"ends": "2027-07-05"})
    period = Period.objects.get(year=2027)
    assert str(period) == "Triwulan 2 2027"
    assert period.ends == date(2027, 7, 5)
    history = (
        login(admin).get(reverse("organisation:period_history", args=[period.pk])).content.decode()
    )
    assert "30 Juni 2027" in history
    assert "5 Juli 2027" in history


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "quarter"}, "Pilih triwulan"),
        ({"kind": "stage"}, "Pilih tahapan"),
        ({"ends": "2026-12-31"}, "mendahului tanggal buka"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(login, admin, fields, message):
    sent = {"kind": "year", "year": "2027", "starts": "2027-01-01", "ends": "2027-12-31"} | fields
    response = login(admin).post(reverse("organisation:period_set"), sent)
    assert message in response.content.decode()
    assert not Period.objects.filter(year=2027).exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "year", "quarter": 1},
        {"kind": "quarter"},
        {"kind": "stage"},
        {"kind": "stage", "stage": "Tindak lanjut"},
        {"kind": "lain"},
        {"kind": "year", "ends": date(2026, 12, 31)},
    ],
)
def test_the_database_refuses_such_a_period_too(db, fields):
    basis = {"year": 2027, "starts": date(2027, 1, 1), "ends": date(2027, 12, 31)}
    with pytest.raises(IntegrityError):
        Period.objects.create(**basis | fields)
