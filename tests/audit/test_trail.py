"""The trail: append-only whatever the way in, refusals included, in words for everybody."""

from datetime import date

import pghistory.models
import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from reformasi.audit import trail
from reformasi.audit.middleware import address_of
from reformasi.audit.models import Entry
from reformasi.organisation import actions
from reformasi.organisation.models import Membership, Period, Unit, User
from reformasi.organisation.roles import Kind, Role
from reformasi.workflow.frozen import digest
from reformasi.workflow.models import Snapshot
from tests.programs.factories import make_activity


@pytest.fixture
def entry(unit, admin):
    return trail.record("change", unit, by=admin, note="Permendagri 1/2026")


@pytest.fixture
def snapshot(unit):
    content = {"nama": "Direktorat"}
    return Snapshot.objects.create(
        target="organisation.unit",
        target_id=str(unit.pk),
        number=1,
        content=content,
        sha256=digest(content),
        frozen_by_label="Ketua tim",
    )


def empty(row):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing of the test itself is pending
        cursor.execute(f"TRUNCATE {row._meta.db_table} CASCADE")


def sql(statement):
    def run(row):
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=row._meta.db_table), [row.pk])

    return run


@pytest.mark.parametrize("kind", ["entry", "snapshot"])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.filter(pk=row.pk).update(target_id="0"),
        lambda row: type(row).objects.all().delete(),
        lambda row: type(row).objects.bulk_update([row], ["target_id"]),
        sql("UPDATE {table} SET target_id = '0' WHERE id = %s"),
        sql("DELETE FROM {table} WHERE id = %s"),
        empty,
    ],
    ids=["save", "delete", "update", "delete all", "bulk", "raw UPDATE", "raw DELETE", "TRUNCATE"],
)
def test_what_is_written_stays_as_it_is(request, kind, tamper):
    row = request.getfixturevalue(kind)
    before = type(row).objects.filter(pk=row.pk).values().get()
    refusal = "Cannot (update or delete|truncate)"
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
        tamper(row)
    assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_a_snapshot_has_its_number_once(snapshot):
    with pytest.raises(IntegrityError):
        Snapshot.objects.create(
            target=snapshot.target,
            target_id=snapshot.target_id,
            number=1,
            content={},
            sha256="",
            frozen_by_label="",
        )


def test_the_same_content_has_the_same_digest_in_any_order():
    assert digest({"a": 1, "b": ["é", None]}) == digest({"b": ["é", None], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


def test_an_entry_names_the_one_office_by_which_somebody_acts(unit, ditjen, member_of):
    person = member_of(unit, Role.PEGAWAI)
    member_of(ditjen, Role.KETUA_TIM, person, kind=Kind.PLT)
    activity = make_activity(unit, person)
    assert trail.record("change", activity, by=person).role_label == f"Pegawai, {unit}"
    assert trail.record("approve", activity, by=person).role_label == f"Plt Ketua tim, {ditjen}"


def test_an_entry_says_who_under_which_role_from_where(unit, ketua_tim):
    with trail.coming_from("10.1.2.3"):
        entry = trail.record("change", unit, by=ketua_tim)
    assert entry.actor_label == ketua_tim.name
    assert entry.role_label == "Ketua tim, Direktorat Organisasi"
    assert entry.origin == "10.1.2.3"
    assert trail.record("change", unit, by=None).actor_label == "Sistem"
    assert trail.record("change", unit, by=None).origin == ""


def test_an_entry_outlives_the_words_that_it_quotes(entry, unit, admin):
    actions.change_unit(unit=unit, by=admin, name="Direktorat Ormas")
    entry.refresh_from_db()
    assert entry.target_label == "Direktorat Organisasi"


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.0.0.9", "10.0.0.9"),
        (2, "6.6.6.6, 10.0.0.9", "6.6.6.6"),
        (1, "", "127.0.0.1"),
        (3, "6.6.6.6, 10.0.0.9", "127.0.0.1"),
        (1, "6.6.6.6, bukan-alamat", "127.0.0.1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_saw(settings, rf, proxies, told, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address_of(rf.get("/", headers={"X-Forwarded-For": told})) == address


def test_changes_are_the_old_and_new_of_what_differs_and_rows_are_told_by_name(unit, sibling):
    values = {"name": unit.name, "valid_to": date(2030, 1, 1), "merged_into": sibling}

    assert trail.changes_of(unit, values) == {
        "valid_to": [None, date(2030, 1, 1)],
        "merged_into": [None, str(sibling)],
    }


class TestRefusals:
    def test_what_one_may_not_do_is_on_the_trail(self, login, pegawai, unit):
        response = login(pegawai).get(reverse("organisation:unit_change", args=[unit.code]))
        assert response.status_code == 403
        entry = Entry.objects.refused().get()
        assert (entry.action, entry.target_id) == ("organisation.unit.change", str(unit.pk))
        assert entry.actor_id == str(pegawai.pk)
        assert "tidak berwenang mengubah unit kerja" in entry.note
        assert entry.phrase == "mengubah"

    def test_what_cannot_be_done_now_keeps_what_was_typed(self, login, admin, unit):
        address = reverse("organisation:unit_close", args=[unit.code])
        fields = {"valid_to": "2026-01-31", "reason": "Dasar yang panjang"}
        fields["version"] = str(unit.version + 1)  # another window was first
        response = login(admin).post(address, fields)
        assert response.status_code == 409
        assert {line.label: line.value for line in response.context["typed"]} == {
            "Hari terakhir berlaku": "31 Januari 2026",
            "Dasar penutupan": "Dasar yang panjang",
        }
        assert "Dasar yang panjang" in response.content.decode()
        assert unit.get_absolute_url() in response.content.decode()
        assert Entry.objects.refused().get().origin == "127.0.0.1"

    def test_a_script_gets_the_reason_as_data(self, login, admin, unit):
        response = login(admin).post(
            reverse("organisation:unit_close", args=[unit.code]),
            {"valid_to": "2026-01-31", "reason": "x", "version": unit.version + 1},
            headers={"Accept": "application/json"},
        )
        assert response.status_code == 409
        assert "sudah diubah orang lain" in response.json()["message"]


class TestRowHistory:
    @pytest.mark.parametrize("model", [Unit, User, Membership, Period])
    def test_every_table_that_matters_is_tracked(self, model):
        assert any(
            getattr(event, "pgh_tracked_model", None) is model
            for event in apps.get_models(include_auto_created=True)
        )

    def test_raw_sql_leaves_a_trace(self, unit):
        before = unit.events.count()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE organisation_unit SET name = 'Diam-diam' WHERE id = %s", [unit.pk]
            )
        events = unit.events.order_by("pgh_id")
        assert events.count() == before + 1
        assert events.last().name == "Diam-diam"
        assert events.last().pgh_label == "update"

    def test_the_trace_itself_cannot_be_wiped(self, unit):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            unit.events.all().delete()

    def test_it_knows_who_and_where_on_the_web(self, login, admin, unit):
        fields = {"name": "Nama baru", "kind": "directorate", "echelon": "II"}
        fields["version"] = str(unit.version)
        address = reverse("organisation:unit_change", args=[unit.code])
        login(admin).post(address, fields)
        context = unit.events.order_by("pgh_id").last().pgh_context
        assert isinstance(context, pghistory.models.Context)
        assert context.metadata["actor"] == str(admin.pk)
        assert context.metadata["url"] == address

    def test_passwords_are_not_kept(self, admin):
        admin.set_password("Rahasia-lain-2")
        admin.save()
        names = {field.name for field in admin.events.model._meta.fields}
        assert not names & {"password", "last_login"}


def test_the_trail_names_roles_in_indonesian_whatever_language_the_actor_reads(unit, ketua_tim):
    with translation.override("en"):
        entry = trail.record("change", unit, by=ketua_tim)

    assert entry.role_label.startswith("Ketua tim")
