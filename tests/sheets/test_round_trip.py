"""A table that is exported here and imported again changes nothing, whatever stands in it."""

from __future__ import annotations

import functools
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from evaluations.letters import actions as letters
from evaluations.letters.tables import COMPONENTS
from programs.events import actions as events
from programs.events.tables import ATTENDANCE
from reformasi.audit.models import Entry
from reformasi.organisation import actions
from reformasi.organisation.models import Membership, Unit, User
from reformasi.organisation.roles import Kind, Role
from reformasi.sheets.context import Context
from reformasi.sheets.effects import Act
from reformasi.sheets.exports import outlet_of, write_export
from reformasi.sheets.grids import clean
from reformasi.sheets.headers import find_layout
from reformasi.sheets.imports import read_rows
from reformasi.sheets.people import PEOPLE
from reformasi.sheets.reading import read_grids
from reformasi.sheets.resource import TableResource
from reformasi.sheets.table import all_tables
from reformasi.sheets.units import UNITS
from reformasi.sheets.workflow import Format
from tests.evaluations.factories import make_letter
from tests.factories import make_unit
from tests.programs.factories import make_activity

#: What people and spreadsheets have put into names.
NASTY = [
    "=1+1", "=cmd|' /C calc'!A0", "+62 812", "-", "@nama", "'kutip", "'=1", "''5", "'Aisyiyah",
    '="0812"', "a;b", 'a"b', '"', "a,b", "satu\ndua", "satu\r\ndua", " tepi ", "\u00a0sela\u00a0",
    "tab\tdi tengah", "0812", "007", "198503032008121101", "1E5", "2.500", "2,5", "1/2", "ya",
    "#N/B", "#DIV/0!", "'#N/A", "TRUE",
    "vertikal\x0btab", "nol\x01", "\ufeffmark", "é", "ꦲꦏ꧀ꦱꦫ", "🙂",
    "_x0041_", "sep=;",
]  # fmt: skip
SIGNS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(SIGNS, min_size=1, max_size=20))
NAMES = TEXTS.filter(clean)  # a name of signs that no file can hold is no name
LAST = timezone.localdate().replace(month=12, day=31) + timedelta(days=5 * 365)
DAYS = st.dates(date(1990, 1, 1), LAST)
POINTS = st.decimals(min_value=0, max_value=Decimal("999.99"), places=2)
PROPERTY = settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each try is an import: no shrinking
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

pytestmark = pytest.mark.django_db


def brought_back(table, context, format):
    """Export, read, and import for good; what that did."""
    stream = io.BytesIO()
    write_export(stream, table, context, format, outlet_of(table).queryset(context))
    stream.seek(0)
    layout = find_layout(read_grids(stream), table)
    assert (layout.missing, layout.unknown) == ((), ())
    rows = read_rows(table, context, layout)
    return TableResource(table, context, rows).run(dry_run=False)


def nothing_changes(table, by, subject=None, query="nip=1"):
    """In both formats; what the example has made goes back at its end."""
    for format in Format:
        before = Entry.objects.count()
        report = brought_back(table, Context(by, subject, QueryDict(query)), format)
        assert report.outcomes
        other = [o for o in report.outcomes if o.effect.act != Act.SAME]
        assert [(o.effect, o.row.cells, o.row.problems) for o in other] == []
        assert Entry.objects.count() == before


def test_every_table_that_takes_rows_is_tried_here():
    tried = {PEOPLE.name, UNITS.name, ATTENDANCE.name, COMPONENTS.name}
    assert {table.name for table in all_tables() if table.intake} == tried


def taken_back(example):
    """Each example begins with the tables as the fixtures left them."""

    @functools.wraps(example)
    def run(**values):
        with transaction.atomic():
            example(**values)
            transaction.set_rollback(True)

    return run


@PROPERTY
@given(
    names=st.lists(NAMES, min_size=1, max_size=4),
    decree=TEXTS,
    first=DAYS,
    kind=st.sampled_from(Kind),
)
@taken_back
def test_people(ministry, admin, names, decree, first, kind):
    unit = Unit.objects.get(code="kementerian")
    for number, name in enumerate(names, start=Membership.objects.count()):
        nip = f"198001012005{1 + number // 900:02d}{1 + number % 2}{1 + number % 900:03d}"
        person = User.objects.create_user(nip, name=name, email=f"{nip}@contoh.go.id")
        last = None if kind == Kind.DEFINITIF else LAST + timedelta(days=1)
        actions.appoint(
            user=person, unit=unit, role=Role.PEGAWAI, valid_from=first, kind=kind,
            valid_to=last, decree=decree, by=None,
        )  # fmt: skip
    nothing_changes(PEOPLE, admin)


@PROPERTY
@given(
    names=st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=4),
    first=DAYS,
    closed=st.booleans(),
)
@taken_back
def test_units(ministry, admin, names, first, closed):
    parent = Unit.objects.get(code="kementerian")
    start = Unit.objects.count()
    for number, (name, short) in enumerate(names, start=start):
        parent = make_unit(
            f"u-{number}", parent, name=name, short_name=short, valid_from=first, echelon=""
        )
    if closed:
        actions.close_unit(unit=parent, valid_to=LAST, by=admin, reason="x")
    nothing_changes(UNITS, admin)


@PROPERTY
@given(
    people=st.lists(
        st.tuples(NAMES, TEXTS, TEXTS, st.booleans(), st.booleans()), min_size=1, max_size=5
    ),
    with_nip=st.booleans(),
)
@taken_back
def test_attendance(unit, admin, pegawai, people, with_nip):
    activity = make_activity(unit, pegawai, kind="sosialisasi", title="Sosialisasi")
    for number, (name, office, place, signed, inside) in enumerate(people):
        events.add_attendee(
            event=activity.event,
            by=pegawai,
            name=name,
            office=office,
            unit=unit if inside else None,
            unit_name="" if inside else place,
            signed=signed,
            nip=f"198001012005011{number + 1:03d}" if number % 2 else "",
        )
    nothing_changes(ATTENDANCE, admin, activity, "nip=1" if with_nip else "")


@PROPERTY
@given(rows=st.lists(st.tuples(NAMES, POINTS, st.none() | POINTS, POINTS), min_size=1, max_size=5))
@taken_back
def test_components(ministry, biro, rows):
    letter = make_letter(ministry, addressees=[ministry], number="1/SJ")
    distinct = {name.strip().casefold(): (name, *values) for name, *values in rows}
    components = [
        {
            "name": name,
            "maximum": max(maximum, last or 0, this) + 1,
            "last_year": last,
            "this_year": this,
        }
        for name, maximum, last, this in distinct.values()
    ]
    letters.set_components(letter=letter, rows=components, by=biro, version=letter.version)
    letter.refresh_from_db()
    nothing_changes(COMPONENTS, biro, letter)
