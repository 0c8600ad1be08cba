"""A long table leaves whole, and takes no more memory than a short one."""

import csv
import io
import tracemalloc
from datetime import date

import pytest

from programs.activities.models import Activity
from programs.activities.tables import ACTIVITIES
from reformasi.organisation.models import Membership, User
from reformasi.organisation.roles import Role
from reformasi.sheets.context import Context
from reformasi.sheets.exports import outlet_of, write_export
from reformasi.sheets.people import PEOPLE
from reformasi.sheets.workflow import Format
from reformasi.ui.keys import each_of, parts_of

pytestmark = pytest.mark.usefixtures("vacuumed")

SHORT, LONG = 5_000, 25_000


class Peak(io.RawIOBase):
    """Takes what is written, counts its lines, and keeps none of it."""

    def __init__(self) -> None:
        self.lines = 0

    def writable(self) -> bool:
        return True

    def write(self, part) -> int:
        self.lines += bytes(part).count(b"\n")
        return len(part)


def make_activities(number, unit, by):
    """Without one row of history for each: the triggers are not what is asked here."""
    Activity.objects.bulk_create(
        (
            Activity(unit=unit, date=date(2026, 1, 1 + n % 28), title=f"Rapat {n}", created_by=by)
            for n in range(number)
        ),
        batch_size=2_000,
    )


def exported(table, by, format=Format.CSV) -> tuple[int, int]:
    """How many lines there are below the headings, and the most memory that it took, in bytes."""
    context = Context(by)
    stream = Peak()
    tracemalloc.start()
    rows = outlet_of(table).queryset(context)
    count = write_export(stream, table, context, format, rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stream.lines == count + 1
    return count, peak


@pytest.mark.load
def test_five_times_the_rows_take_the_same_memory(unit, pegawai, ketua_tim):
    make_activities(SHORT, unit, pegawai)
    exported(ACTIVITIES, ketua_tim)  # whatever is made once
    count, short = exported(ACTIVITIES, ketua_tim)
    assert count == SHORT

    make_activities(LONG - SHORT, unit, pegawai)
    count, long = exported(ACTIVITIES, ketua_tim)

    assert count == LONG
    assert long < 1.2 * short


def test_a_list_is_read_in_parts_and_each_row_once(unit, pegawai, django_assert_num_queries):
    make_activities(23, unit, pegawai)
    rows = Activity.objects.all()
    expected = [row.pk for row in rows]
    with django_assert_num_queries(3):
        assert [row.pk for row in each_of(rows, 10)] == expected
    assert [len(part) for part in parts_of(rows, 10)] == [10, 10, 3]


def test_rights_over_people_are_asked_part_by_part(unit, member_of, django_assert_max_num_queries):
    admin = member_of(unit, Role.ADMIN)
    people = User.objects.bulk_create(
        User(nip=f"{n:018d}", name=f"Orang {n}", email=f"orang{n}@contoh.go.id") for n in range(700)
    )
    Membership.objects.bulk_create(
        Membership(user=person, unit=unit, role=Role.PEGAWAI, valid_from=date(2026, 1, 1))
        for person in people
    )
    context = Context(admin)
    stream = io.BytesIO()
    with django_assert_max_num_queries(12):
        rows = outlet_of(PEOPLE).queryset(context)
        write_export(stream, PEOPLE, context, Format.CSV, rows)
    lines = list(csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 1 + 701
