"""The declaration, through its pages."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from programs.activities.models import ActivityKind
from reformasi.organisation.roles import Role
from tests.html import read
from tests.programs.factories import make_activity
from tests.zona_integritas.factories import (
    make_candidate,
    make_declaration,
    step_of,
    submitted,
)
from zona_integritas.declarations.models import Declaration

DECLARED = {
    "held_on": "2019-04-30",
    "place": "Golden Boutique Hotel, Jakarta",
    "signed_by_title": "Direktur Organisasi",
    "pacts_signed": 38,
    "staff_total": 40,
}


def witness_rows(*rows):
    """The formset as a browser sends it."""
    data = {"witnesses-TOTAL_FORMS": len(rows), "witnesses-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"witnesses-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def of_2019(unit, ketua_tim):
    return make_candidate(unit, ketua_tim, instrument="zi-2014")


def test_the_declaration_is_recorded_with_its_event_and_witnesses(of_2019, pegawai, login):
    event = make_activity(of_2019.unit, pegawai, kind=ActivityKind.SOSIALISASI, evidence=False)
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])
    rows = witness_rows({"name": "Wakil", "institution": "KPK", "title": ""}, {"name": ""})

    page = login(pegawai).post(url, DECLARED | rows | {"event": event.pk}, follow=True)

    text = page.content.decode()
    pacts = read(text).first(css_class="progress-line").text
    assert pacts == "38 dari 40 pegawai menandatangani pakta integritas (95%)"
    assert event.get_absolute_url() in text
    assert [str(witness) for witness in of_2019.declaration.witnesses.all()] == ["Wakil, KPK"]


def test_a_witness_is_crossed_out_and_another_added(of_2019, pegawai, login):
    witnesses = [{"name": "A", "institution": "KPK"}, {"name": "B", "institution": "ORI"}]
    declaration = make_declaration(of_2019, pegawai, witnesses=witnesses)
    first, second = declaration.witnesses.all()
    rows = witness_rows(
        {"id": first.pk, "name": "A", "institution": "KPK", "DELETE": "on"},
        {"id": second.pk, "name": "B", "institution": "ORI"},
        {"name": "C", "institution": "Media"},
    ) | {"witnesses-INITIAL_FORMS": 2}
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])

    response = login(pegawai).post(url, DECLARED | rows | {"version": declaration.version})

    assert response.status_code == 302
    assert [witness.name for witness in declaration.witnesses.all()] == ["B", "C"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"held_on": "2022-04-30"}, "yang berlaku adalah PermenPANRB 90/2021"),
        ({"pacts_signed": 41}, "tidak mungkin lebih banyak dari jumlah pegawai"),
        ({"witnesses-0-name": "Wakil"}, "Isi nama dan instansinya"),
    ],
    ids=["rules", "pacts", "witness"],
)
def test_a_wrong_declaration_is_explained_and_nothing_typed_is_lost(
    wrong, message, of_2019, pegawai, login
):
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])
    rows = witness_rows({"name": "", "institution": "", "title": ""})

    page = login(pegawai).post(url, DECLARED | rows | wrong)

    text = page.content.decode()
    assert page.status_code == 422
    assert message in text
    assert "Golden Boutique Hotel, Jakarta" in text
    assert not Declaration.objects.exists()


def test_saving_again_after_back_is_told_kindly_and_records_nothing_twice(of_2019, pegawai, login):
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])
    rows = witness_rows({"name": "Wakil", "institution": "KPK"})
    client = login(pegawai)
    assert client.post(url, DECLARED | rows).status_code == 302
    list(get_messages(client.get(of_2019.declaration.get_absolute_url()).wsgi_request))

    again = client.post(url, DECLARED | rows | {"place": "Hotel lain"})

    assert again.status_code == 409
    assert "sudah tercatat, jadi tidak dicatat dua kali" in again.content.decode()
    assert "Hotel lain" in again.content.decode()
    assert "Pencanangan tersimpan" not in client.get("/zi/").content.decode()
    assert [str(witness) for witness in of_2019.declaration.witnesses.all()] == ["Wakil, KPK"]


def test_the_older_of_two_windows_is_told_before_its_rows_are_checked(of_2019, pegawai, login):
    declaration = make_declaration(
        of_2019, pegawai, witnesses=[{"name": "A", "institution": "KPK"}]
    )
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])
    witness = declaration.witnesses.get()
    own = {"id": witness.pk, "name": "A", "institution": "KPK"}
    older = {"version": declaration.version, "witnesses-INITIAL_FORMS": 1}
    client = login(pegawai)
    crossed_out = DECLARED | witness_rows(own | {"DELETE": "on"}) | older
    assert "Pencanangan tersimpan" in client.post(url, crossed_out, follow=True).content.decode()

    page = client.post(url, DECLARED | witness_rows(own | {"title": "Direktur"}) | older)

    assert page.status_code == 409
    assert "sudah diubah orang lain sejak Anda membukanya" in page.content.decode()
    assert "Pencanangan tersimpan" not in page.content.decode()
    assert not declaration.witnesses.exists()


def test_an_error_at_a_hidden_key_is_said_at_its_row(of_2019, pegawai, login):
    declaration = make_declaration(of_2019, pegawai)
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])
    rows = witness_rows({"id": 999999, "name": "A", "institution": "KPK"})
    rows |= {"witnesses-INITIAL_FORMS": 1, "version": declaration.version}

    page = login(pegawai).post(url, DECLARED | rows)

    assert page.status_code == 422
    assert "Baris ini tidak ada (lagi) dalam daftar ini" in page.content.decode()


def test_an_event_that_the_reader_may_not_see_is_named_but_not_linked(
    of_2019, ditjen, pegawai, member_of, login
):
    above = member_of(ditjen, Role.PEGAWAI)
    event = make_activity(ditjen, above, kind=ActivityKind.SOSIALISASI, evidence=False)
    declaration = make_declaration(of_2019, above, event=event)

    text = login(pegawai).get(declaration.get_absolute_url()).content.decode()

    assert event.title in text
    assert event.get_absolute_url() not in text


def test_without_a_declaration_its_page_is_not_found(of_2019, pegawai, login):
    url = reverse("zona_integritas:declaration", args=[of_2019.pk])

    assert login(pegawai).get(url).status_code == 404


def test_while_a_decision_waits_the_form_does_not_open_and_the_page_says_why(
    of_2019, pegawai, login
):
    url = reverse("zona_integritas:declaration_change", args=[of_2019.pk])
    declaration = make_declaration(of_2019, pegawai)
    assert login(pegawai).get(url).status_code == 200
    submitted(step_of(of_2019, "Z14-01"), pegawai)

    page = login(pegawai).get(url, follow=True)

    assert page.redirect_chain[0][0] == declaration.get_absolute_url()
    assert page.content.decode().count("Tarik kembali tahap itu") == 2  # the message and the page
    assert f'href="{url}"' not in page.content.decode()
