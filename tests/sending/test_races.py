"""What two do at once: a clash is told in words, a wait for each other ends, a fault is a fault."""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg2 import errorcodes

from programs.activities.models import Activity
from programs.plans.models import ActionPlan
from reformasi.organisation.models import Unit, User
from reformasi.sending import clashes
from reformasi.sending.once import once
from reformasi.sending.tokens import new_token
from reformasi.workflow.versions import lock
from tests.evidence.files import pdf
from tests.programs.factories import make_activity

NIP = "198001012005011001"


@pytest.fixture
def add(unit, pegawai):
    event = make_activity(unit, pegawai, kind="sosialisasi")
    return reverse("programs:attendee_add", args=[event.pk])


@pytest.fixture
def form(pegawai):
    return {"name": "Budi", "signed": "on", "token": new_token(pegawai.pk)}


def refused(act: Callable[[], object]) -> str:
    """What is told where the database refuses ``act``."""
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return clashes.sentence(caught.value)


def test_what_the_database_refuses_is_told_in_words(unit, pegawai):
    twin = {"nip": pegawai.nip, "name": "Kembar", "email": "lain@contoh.go.id"}
    year = {"year": 0, "unit": unit, "created_by": pegawai}
    nowhere = {"unit_id": 0, "created_by": pegawai, "title": "Rapat"}

    assert refused(lambda: User.objects.create(**twin)).endswith("dengan NIP yang sama.")
    assert "baru saja dihapus" in refused(lambda: Activity.objects.create(**nowhere))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        ActionPlan.objects.create(**year)
    assert not clashes.is_clash(caught.value)


class Cause(Exception):
    """As psycopg raises it, with PostgreSQL's own code."""

    def __init__(self, pgcode: str) -> None:
        self.pgcode = pgcode


def failed(pgcode: str) -> IntegrityError:
    """As Django raises it where PostgreSQL refuses."""
    error = IntegrityError("refused")
    error.__cause__ = Cause(pgcode)
    return error


@pytest.mark.parametrize("pgcode", [errorcodes.NOT_NULL_VIOLATION, errorcodes.CHECK_VIOLATION])
def test_a_fault_of_ours_is_no_clash(pegawai, login, monkeypatch, add, form, pgcode):
    tries = []

    def fault(self: Any) -> bool:
        tries.append(self)
        raise failed(pgcode)

    monkeypatch.setattr("programs.events.forms.AttendeeForm.is_valid", fault)
    with pytest.raises(IntegrityError):
        login(pegawai).post(add, form)
    assert len(tries) == 1


def test_the_log_names_the_constraint(add, form, unit, pegawai, login, monkeypatch, caplog):
    def twin(self: Any) -> bool:
        User.objects.create(nip=pegawai.nip, name="Kembar", email="lain@contoh.go.id")
        return True

    monkeypatch.setattr("programs.events.forms.AttendeeForm.is_valid", twin)
    assert login(pegawai).post(add, form).status_code == 409
    lines = [record.getMessage() for record in caplog.records if "23505" in record.getMessage()]
    assert len(lines) == 2
    assert all("organisation_user" in line and add in line for line in lines)


def test_a_race_that_is_lost_is_told_by_the_form(unit, pegawai, login, monkeypatch, add):
    """What another has written meanwhile is seen at the second look, beside the field."""
    client, seen = login(pegawai), []
    form = {"name": "Budi", "nip": NIP, "token": new_token(pegawai.pk)}
    is_listed = "programs.events.forms.AttendeeForm.is_valid"

    def before_the_other(self: Any) -> bool:
        seen.append(self)
        if len(seen) == 1:
            raise failed(errorcodes.UNIQUE_VIOLATION)
        self.add_error("nip", "sudah ada dalam daftar hadir")
        return False

    monkeypatch.setattr(is_listed, before_the_other)
    page = client.post(add, form)

    assert page.status_code == 422
    assert "sudah ada dalam daftar hadir" in page.content.decode()


def test_a_clash_that_remains_is_told_with_what_was_typed(pegawai, login, monkeypatch, add, form):
    def clash(self: Any) -> bool:
        raise failed(errorcodes.UNIQUE_VIOLATION)

    monkeypatch.setattr("programs.events.forms.AttendeeForm.is_valid", clash)
    page = login(pegawai).post(add, form)

    assert page.status_code == 409
    assert "bertentangan dengan data yang sudah ada" in page.content.decode()
    assert "Budi" in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_wait_for_each_other_are_both_answered(unit, sibling, rf):
    """PostgreSQL ends one of the two; the portal asks its view once more."""
    both, tries, statuses = threading.Barrier(2, timeout=20), [], []

    @once
    def crossing(request: HttpRequest, first: Unit, second: Unit) -> HttpResponse:
        tries.append(first)
        lock(first)
        if tries.count(first) == 1:
            both.wait()
        lock(second)
        return HttpResponse()

    def press(first: Unit, second: Unit) -> None:
        request = rf.post("/")
        request.user, request.session = SimpleNamespace(is_authenticated=True, pk=1), {}
        try:
            statuses.append(crossing(request, first, second).status_code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=press, args=pair) for pair in ((unit, sibling), (sibling, unit))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (statuses, len(tries)) == ([200, 200], 3)


def test_a_form_with_files_locks_the_library_before_its_own_row(unit, pegawai, login):
    """In the order of the panel of evidence (docs/developing.md): neither waits for the other."""
    draft, client = make_activity(unit, pegawai), login(pegawai)
    address = reverse("programs:activity_change", args=[draft.pk])
    form = {"unit": unit.code, "kind": "kegiatan", "title": "Baru", "version": draft.version}

    with CaptureQueriesContext(connection) as queries:
        assert client.post(address, form | {"files": pdf()}).status_code == 302

    statements = [query["sql"] for query in queries]
    locks = ['FROM "organisation_unit"' in sql and "NO KEY UPDATE" in sql for sql in statements]
    writes = ['UPDATE "programs_activity"' in sql for sql in statements]
    assert locks.index(True) < writes.index(True)
