"""What names a person on the trail lies under their key, and goes with it."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from evaluations.follow_ups import actions as follow_ups
from reformasi.audit import sealing, trail
from reformasi.audit.models import Entry, PersonKey
from reformasi.organisation import actions
from reformasi.organisation.sharing import SHARED
from tests.evaluations.factories import make_follow_up, make_letter

ADDRESS = "203.0.113.77"


def raw(*columns):
    """Those columns of the trail as they lie in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM audit_entry ORDER BY id")
        return cursor.fetchall()


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_is_read_with_the_key_and_with_no_other(text):
    key = sealing.make_key()
    sealed = sealing.seal(key, "7", text)
    assert sealing.unseal(key, "7", sealed) == text
    assert sealing.unseal(key, "8", sealed) is None
    assert sealing.unseal(sealing.make_key(), "7", sealed) is None
    assert sealing.unseal(None, "7", sealed) is None
    assert sealed != sealing.seal(key, "7", text)


def test_the_table_itself_names_nobody(unit, admin, pegawai):
    with trail.coming_from(ADDRESS):
        actions.change_unit(unit=unit, by=admin, name="Direktorat Ormas")
        actions.change_person(person=pegawai, by=admin, name="Sri Rahayu")
        trail.refuse("close", unit, by=admin, reason="Belum")
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_entry::text, (SELECT string_agg(audit_tally::text, ',')"
                       " FROM audit_tally) FROM audit_entry ORDER BY id DESC LIMIT 3")  # fmt: skip
        text = str(cursor.fetchall())
    for secret in (admin.name, admin.nip, admin.email, "Sri Rahayu", pegawai.nip, ADDRESS):
        assert secret not in text
    assert f"#{admin.pk}" in text


def test_whoever_reads_entries_reads_names_in_one_query_more(
    unit, admin, pegawai, django_assert_num_queries
):
    with trail.coming_from(ADDRESS):
        actions.change_person(person=pegawai, by=admin, email="baru@contoh.go.id")
        actions.change_unit(unit=unit, by=admin, name="Direktorat Ormas")
    with django_assert_num_queries(2):
        unit_entry, person_entry = Entry.objects.filter(actor_id=admin.pk)
    assert (unit_entry.actor_label, unit_entry.origin) == (admin.name, ADDRESS)
    assert (person_entry.target_label, person_entry.about_id) == (pegawai.name, str(pegawai.pk))
    assert Entry.objects.filter(pk=unit_entry.pk).values("actor_label").get() == {
        "actor_label": f"#{admin.pk}"
    }


def test_without_the_key_the_act_stays_and_the_person_is_gone(unit, admin):
    with trail.coming_from(ADDRESS):
        entry = trail.record("change", unit, by=admin)
    PersonKey.objects.filter(person_id=admin.pk).delete()
    entry.refresh_from_db()
    assert (entry.actor_label, entry.origin) == (f"Orang terhapus #{admin.pk}", "")
    assert Entry.objects.filter(actor_id=admin.pk).count() == 1


@pytest.mark.parametrize("origin", ["manage.py demo", "pekerja", ""])
def test_what_is_no_address_needs_no_key(unit, admin, origin):
    with trail.coming_from(origin):
        trail.record("change", unit, by=admin)
    assert raw("origin", "origin_sealed")[-1] == (origin, None)


def test_strangers_and_the_system_have_no_key(unit):
    trail.record("change", unit, by=None)
    assert raw("actor_label", "actor_sealed")[-1] == ("Sistem", None)


def test_whom_something_is_shared_with_stands_in_the_phrase_by_their_key(unit, admin, pegawai):
    phrase = SHARED
    entry = trail.record("share", unit, by=admin, phrase=phrase, about=pegawai)
    assert entry.phrase == f"membagikan kepada {pegawai.name}"
    assert raw("phrase", "about_id")[-1] == (phrase, str(pegawai.pk))
    PersonKey.objects.filter(person_id=pegawai.pk).delete()
    entry = Entry.objects.get(pk=entry.pk)
    assert entry.phrase == f"membagikan kepada Orang terhapus #{pegawai.pk}"
    assert entry.actor_label == admin.name


class TestAThingThatHasSomebodyInCharge:
    @pytest.fixture
    def follow_up(self, unit, pegawai):
        return make_follow_up(make_letter(unit), unit, person=pegawai)

    def test_is_itself_what_the_entry_is_about(self, follow_up, admin, pegawai):
        entry = trail.record("change", follow_up, by=admin)
        assert (entry.target_label, entry.about_id) == (str(follow_up), "")
        assert not Entry.objects.filter(about_id=pegawai.pk).about(follow_up).exists()

        PersonKey.objects.filter(person_id=pegawai.pk).delete()
        entry.refresh_from_db()
        assert entry.target_label == str(follow_up)

    def test_names_who_was_and_who_is_under_their_keys(self, follow_up, admin, pegawai, ketua_tim):
        follow_ups.change_task(
            follow_up=follow_up, by=admin, version=follow_up.version, person=ketua_tim
        )
        entry = Entry.objects.about(follow_up).first()
        assert entry.changes["person"] == [pegawai.name, ketua_tim.name]
        assert pegawai.name not in str(raw("changes")[-1])
        assert f"#{pegawai.pk}" in str(raw("changes")[-1])

        PersonKey.objects.filter(person_id=pegawai.pk).delete()
        entry = Entry.objects.get(pk=entry.pk)
        assert entry.changes["person"] == [f"Orang terhapus #{pegawai.pk}", ketua_tim.name]
