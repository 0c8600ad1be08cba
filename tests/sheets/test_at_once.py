"""Several clicks at the same moment do one thing."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from programs.events.models import Attendance
from programs.events.tables import ATTENDANCE
from reformasi.sheets import actions
from reformasi.sheets.context import Context
from reformasi.sheets.imports import try_upload
from reformasi.sheets.people import PEOPLE
from reformasi.sheets.workflow import Format
from tests.programs.factories import make_activity

pytestmark = pytest.mark.django_db(transaction=True)
CLICKS = 4


def at_once(click):
    """What ``click`` gives to each of several threads that begin together."""
    barrier = Barrier(CLICKS)

    def begin(_number):
        barrier.wait()
        try:
            return click()
        finally:
            connection.close()

    with ThreadPoolExecutor(CLICKS) as pool:
        return list(pool.map(begin, range(CLICKS)))


def test_a_table_confirmed_by_several_clicks_is_written_once(unit, pegawai):
    context = Context(pegawai, make_activity(unit, pegawai, kind="sosialisasi"))
    upload = actions.keep_upload(
        table=ATTENDANCE.name,
        subject=context.subject,
        by=pegawai,
        name="hadir.csv",
        content=b"nama\nSatu\nDua",
    )
    digest = try_upload(ATTENDANCE, context, upload).report.digest
    reports = at_once(
        lambda: actions.confirm(
            upload=upload, table=ATTENDANCE, context=context, digest=digest, drop_unknown=False
        )
    )
    assert [report.digest for report in reports if report] == [digest]
    assert Attendance.objects.count() == 2


def test_a_long_table_asked_for_again_waits_for_the_first_click(admin):
    """So it is seen, and not asked for a second time."""

    def ask():
        return actions.request_export(table=PEOPLE, context=Context(admin), format=Format.CSV)

    def ask_without_waiting_long():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '200ms'")
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first = ask()
            with pytest.raises(OperationalError, match="lock timeout"):
                other.submit(ask_without_waiting_long).result()
        assert other.submit(ask_without_waiting_long).result() == first
