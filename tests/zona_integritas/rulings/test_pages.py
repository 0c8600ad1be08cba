""" "Catat keputusan", through its pages."""

import pytest
from django.urls import reverse

from reformasi.organisation.roles import Role
from tests.evidence.files import pdf
from tests.evidence.pages import body
from tests.zona_integritas.factories import make_candidate, make_ruling, step_of, submitted, walk
from zona_integritas.candidates.workflow import Status

TYPED = {
    "number": "061/123/SJ",
    "decided_on": "2019-04-30",
    "decider": "head_of_institution",
    "verdict": "passed",
    "condition": "Piagam ditandatangani",
    "recommendation": "",
    "score": "",
}


@pytest.fixture
def charter(unit, ketua_tim, pegawai):
    """The first step under 52/2014, which the head of the institution decides, handed over."""
    candidate = make_candidate(unit, ketua_tim, instrument="zi-2014")
    return submitted(step_of(candidate, "Z14-01"), pegawai)


def address(milestone, verb="record"):
    return reverse(f"zona_integritas:ruling_{verb}", args=[milestone.pk])


def send(client, milestone, verb="record", **fields):
    milestone.refresh_from_db()
    data = TYPED | {"version": milestone.version, "files": pdf()} | fields
    return client.post(address(milestone, verb), data, follow=True)


def test_a_decision_is_recorded_and_the_page_never_says_approved(charter, biro, pegawai, login):
    page = login(biro).get(charter.get_absolute_url())
    assert f'href="{address(charter)}"' in page.content.decode()

    text = send(login(biro), charter, score="87,5").content.decode()

    charter.refresh_from_db()
    assert charter.status == Status.APPROVED
    assert str(charter.ruling.score) == "87.50"
    for reader in (biro, pegawai):
        text = login(reader).get(charter.get_absolute_url()).content.decode()
        assert f"Dicatat oleh {biro} pada" in text
        assert "diputuskan oleh Pimpinan instansi, nomor 061/123/SJ, 30 April 2019" in text
        assert "isetujui" not in text.split("Riwayat")[0]
        decree = charter.ruling.decree
        letter = reverse("evidence:download", args=[decree.evidence_id, decree.number])
        assert f'href="{letter}"' in text
        assert body(login(reader).get(letter)).startswith(b"%PDF")


def test_the_units_lead_has_no_button_and_no_page(charter, ketua_tim, login):
    client = login(ketua_tim)
    page = client.get(charter.get_absolute_url())
    assert not page.context["moves"]
    assert "Menunggu keputusan dicatat biro" in page.content.decode()

    assert client.get(address(charter)).status_code == 403
    assert send(client, charter).status_code == 403
    move = reverse("zona_integritas:milestone_move", args=[charter.pk, "approve"])
    assert client.post(move, {"version": charter.version}).status_code == 404
    charter.refresh_from_db()
    assert charter.status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"number": ""}, "tidak boleh kosong"),
        ({"decided_on": "2999-01-01"}, "belum tiba"),
        ({"decided_on": "2017-12-31"}, "tidak mungkin sebelum 1 Januari 2018"),
        ({"decider": "tpn"}, "Pilih"),
        ({"verdict": "to_panel"}, "Pilih"),
        ({"verdict": "coached"}, "Tulis rekomendasinya"),
        ({"score": "101"}, "100"),
        ({"score": "88,125"}, "2"),
        ({"files": ""}, "Lampirkan suratnya"),
        ({"condition": " "}, "tidak boleh kosong"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    wrong, message, charter, biro, login
):
    page = send(login(biro), charter, **wrong)

    text = page.content.decode()
    assert page.status_code == 422
    [field] = page.context["form"].errors
    assert message in " ".join(page.context["form"].errors[field])
    assert "Piagam ditandatangani" in text or field == "condition"
    charter.refresh_from_db()
    assert (charter.status, charter.ruling) == (Status.SUBMITTED, None)


def test_the_letter_may_be_chosen_among_what_was_handed_over(charter, biro, login):
    chosen = charter.attachments.first().evidence

    send(login(biro), charter, files="", chosen=chosen.pk)

    charter.refresh_from_db()
    assert charter.ruling.decree == chosen.current


def test_a_correction_begins_with_what_is_recorded_and_both_stay_on_the_page(charter, biro, login):
    make_ruling(charter, by=biro, number="061/1/SJ", decider="head_of_institution")
    client = login(biro)
    form = client.get(address(charter, "correct")).context["form"]
    assert (form.initial["number"], form.initial["verdict"]) == ("061/1/SJ", "passed")
    assert send(client, charter, "correct", files="").status_code == 422

    text = send(client, charter, "correct", files="", reason="Nomornya keliru").content.decode()

    assert "nomor 061/123/SJ" in text
    assert "nomor 061/1/SJ" in text
    assert "Nomornya keliru" in text
    first, second = charter.rulings.order_by("position")
    assert first.decree == second.decree


def test_what_does_not_wait_is_not_recorded_and_says_so(charter, biro, login):
    client = login(biro)
    assert "tidak dapat Anda catat sekarang" in send(client, charter, "correct").content.decode()
    make_ruling(charter, by=biro)
    page = client.get(address(charter), follow=True)
    assert "tidak dapat Anda catat sekarang" in page.content.decode()
    own = make_candidate(charter.unit, biro)
    for verb in ("record", "correct"):
        assert client.get(address(step_of(own, "ZI-01"), verb)).status_code == 404


def test_waiting_lists_show_it_to_who_must_act(charter, biro, ketua_tim, login):
    text = login(biro).get("/dasbor/biro/").content.decode()
    assert "Keputusan yang perlu Anda catat" in text
    assert charter.get_absolute_url() in text
    assert (
        charter.get_absolute_url()
        not in login(ketua_tim).get("/dasbor/ketua-tim/").content.decode()
    )
    rows = login(biro).get("/zi/tahap/?need=mine").context["page"].rows
    assert list(rows) == [charter]


def test_the_lead_of_tpi_finds_what_waits_on_the_dashboard(
    unit, ditjen, ketua_tim, pegawai, member_of, login
):
    candidate = make_candidate(unit, ketua_tim)
    walk(candidate, "ZI-01", "ZI-02", "ZI-03", by=pegawai, approver=ketua_tim)
    step = step_of(candidate, "ZI-08")
    submitted(step, pegawai)
    lead = member_of(ditjen, Role.TPI_KETUA)

    assert step.get_absolute_url() in login(lead).get("/dasbor/pimpinan/").content.decode()
