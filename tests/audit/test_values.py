"""Values in the history and in refused forms: by the type of the column, never by their look."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pghistory.models
import pytest
from django.apps import apps
from django.db import models
from django.template import Context, Template
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programs.activities.models import Activity
from reformasi.audit import trail, values
from reformasi.audit.models import Entry
from reformasi.organisation import actions
from reformasi.organisation.models import Membership, Unit, User
from reformasi.ui.text import clean

LOOKS_LIKE = [
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00",
    "9999-12-31T23:59:60Z",
    "2019-99-99",
    "2019-04-30",
    "2019-04-30T01:05:00+00:00",
    "20190430",
    "24:00:00",
    "1e999999",
    "NaN",
    "-Infinity",
    "9" * 5_000,
    "true",
    "None",
    '{"a": [1, 2]}',
    "a\x0bb\x07c\x1bd\ufffe",
    "<script>alert(1)</script>{{ 7 }}{% now %}",
    "%(person)s %s %",
]


def tracked():
    """Every column of every model that the row history follows."""
    kinds = {
        kind.pgh_tracked_model
        for kind in apps.get_models(include_auto_created=True)
        if issubclass(kind, pghistory.models.Event) and getattr(kind, "pgh_tracked_model", None)
    }
    assert Activity in kinds
    return [(kind, column.name) for kind in kinds for column in kind._meta.concrete_fields]


TRACKED = tracked()
TEXT = st.sampled_from(LOOKS_LIKE) | st.text(st.characters(exclude_characters="\0"), max_size=60)
PLAIN = st.none() | st.booleans() | st.integers() | st.just(10**4000) | st.floats() | TEXT
DAYS = st.dates() | st.datetimes(timezones=st.just(UTC)) | st.datetimes() | st.times()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(TRACKED), value=JSON | DAYS | st.decimals(), kind=st.sampled_from(
    ["", values.MOMENT, values.DAY, values.TIME]))  # fmt: skip
def test_any_value_in_any_column_is_told(place, value, kind):
    assert isinstance(values.as_kept_text(*place, value, kind), str)
    assert isinstance(values.as_text(*place, value), str)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_text_in_any_column_leaves_the_history_whole(admin, rf, db, data):
    kind, name = data.draw(st.sampled_from(TRACKED))
    thing = kind(pk=7_000_000 + data.draw(st.integers(0, 10_000)))
    old, new = data.draw(TEXT.filter(writable)), data.draw(TEXT.filter(writable))
    Entry.objects.create(
        action=f"{thing._meta.label_lower}.change",
        phrase="mengubah",
        target=thing._meta.label_lower,
        target_id=str(thing.pk),
        target_label=new[:200],
        actor_label=old[:200],
        changes={name: [old, new], "tanpa kolom": [old, new]},
        note=new,
    )
    request = rf.get("/")
    request.user = admin
    page = Template("{% load audit %}{% history thing %}")
    assert "timeline" in page.render(Context({"thing": thing, "request": request}))


def writable(text):
    return text.encode(errors="replace").decode() == text


@pytest.mark.parametrize("text", LOOKS_LIKE)
def test_a_title_that_looks_like_anything_leaves_its_history_open(login, admin, unit, text):
    text = text[:200]
    actions.change_unit(unit=unit, by=admin, name=text)

    page = login(admin).get(reverse("organisation:unit_history", args=[unit.code]))

    assert page.status_code == 200
    line = page.context["history"].page[0]
    assert line.changes == [("nama", "Direktorat Organisasi", text)]


@pytest.mark.parametrize("text", LOOKS_LIKE)
def test_it_comes_back_as_it_was_typed_from_a_refused_form(login, admin, unit, text):
    address = reverse("organisation:unit_close", args=[unit.code])
    form = {"valid_to": "2026-01-31", "reason": text[:200], "version": unit.version + 1}

    page = login(admin).post(address, form)

    assert page.status_code == 409
    lines = {line.label: line.value for line in page.context["typed"]}
    assert lines["Dasar penutupan"] == clean(text[:200])


@pytest.mark.parametrize(
    ("model", "column", "kept", "text"),
    [
        (Unit, "name", None, "–"),
        (Unit, "name", "", "–"),
        (User, "is_active", True, "ya"),
        (Activity, "year", 2026, "2026"),
        (Activity, "participant_count", 1234567, "1.234.567"),
        (Unit, "name", "2019-04-30", "2019-04-30"),
        (Unit, "valid_from", "2019-04-30", "30 April 2019"),
        (Unit, "valid_from", "2019-99-99", "2019-99-99"),
        (Activity, "submitted_at", "2019-04-30T01:05:00+00:00", "30 April 2019 08.05"),
        (Activity, "submitted_at", "0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+14:00"),
        (Membership, "role", "ketua_tim", "Ketua tim"),
        (Unit, "tidak ada", ["a", "b"], "a, b"),
        (Unit, "tidak ada", {"a": "é"}, '{"a": "é"}'),
    ],
)
def test_a_column_says_what_its_values_are(model, column, kept, text):
    assert values.as_kept_text(model, column, kept) == text


def test_a_fraction_is_told_with_a_comma_and_its_own_digits():
    column = models.DecimalField(max_digits=9, decimal_places=2)

    assert values.from_kept(column, "1234.50") == Decimal("1234.50")
    assert values.from_kept(column, "seribu") == "seribu"
    assert values.as_text(Unit, "tidak ada", Decimal("1234.50")) == "1.234,50"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2030, 1, 2), "2 Januari 2030"),
        (datetime(2030, 1, 2, 1, 5, tzinfo=UTC), "2 Januari 2030 08.05"),
        (time(9, 30), "09.30"),
    ],
)
def test_a_day_that_no_column_tells_of_keeps_its_kind(unit, admin, value, text):
    entry = trail.record("share", unit, by=admin, changes={"ends": ["", value]})
    entry.refresh_from_db()

    assert values.as_kept_text(Unit, "ends", *entry.changes["ends"][1:]) == text
