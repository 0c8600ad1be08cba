""" "Catat keputusan", through its pages."""

import pytest
from django.urls import reverse

from reformasi.evidence import waiving
from reformasi.organisation.roles import Role
from reformasi.workflow import decisions
from reformasi.workflow.decisions import decide
from tests.evidence.files import pdf, upload
from tests.evidence.pages import body
from tests.evidence.test_places import photo
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


def test_who_comes_second_is_told_and_loses_nothing_that_was_typed(charter, biro, member_of, login):
    other = member_of(biro.memberships.get().unit, Role.BIRO)
    make_ruling(charter, by=other)

    page = send(login(biro), charter)

    assert page.status_code == 409
    text = page.content.decode()
    assert "tidak dapat Anda catat sekarang" in text
    assert "sekarang “Selesai”" in text
    assert "Piagam ditandatangani" in text
    assert charter.rulings.count() == 1


def test_who_handed_it_over_reads_that_another_records_it(charter, pegawai, biro, login):
    decisions.withdraw(charter, by=pegawai)
    decisions.submit(charter, by=biro)

    page = login(biro).get(address(charter), follow=True)

    assert "keputusannya dicatat orang lain" in page.content.decode()


def test_the_page_says_why_it_is_not_withdrawn_or_reopened_and_who_could(
    charter, biro, pegawai, ketua_tim, login
):
    def hints(user):
        charter.refresh_from_db()
        return login(user).get(charter.get_absolute_url()).context["hints"]

    assert str(pegawai) in hints(ketua_tim)[0]
    assert not hints(pegawai)
    make_ruling(charter, by=biro)
    assert hints(ketua_tim) == [f"Membuka kembali dapat dilakukan oleh: {biro}."]
    assert not hints(biro)


def test_before_the_panel_the_page_says_that_nothing_is_taken_back(unit, ketua_tim, pegawai, login):
    visit = step_of(make_candidate(unit, ketua_tim), "ZI-20")
    for before in visit.blockers():
        walk(visit.candidate, before.step.code, by=pegawai, approver=ketua_tim)
    make_ruling(submitted(visit, pegawai), verdict="to_panel")

    page = login(pegawai).get(visit.get_absolute_url())

    assert page.context["hints"] == [
        "Selama “Dibawa ke panel”, ini tidak dapat ditarik kembali dan tidak dikembalikan."
    ]


def test_a_unit_passes_only_when_each_empty_line_is_waived_and_the_form_says_so(
    unit, ketua_tim, pegawai, biro, login
):
    charter = step_of(make_candidate(unit, ketua_tim, instrument="zi-2014"), "Z14-01")
    for requirement in charter.requirements:
        waiving.propose_waiver(owner=charter, requirement=requirement, reason="Hilang", by=pegawai)
    decisions.submit(charter, by=pegawai)
    text = login(pegawai).get(charter.get_absolute_url()).content.decode()
    assert "Belum dapat dicatat lolos" in text

    page = send(login(biro), charter)

    assert page.status_code == 422
    [wrong] = page.context["form"].errors["verdict"]
    assert "belum dikecualikan" in wrong
    assert "pada halaman tahap ini" in wrong
    assert "Piagam ditandatangani" in page.content.decode()
    coached = send(login(biro), charter, verdict="coached", recommendation="Lengkapi")
    assert coached.status_code == 200
    page = send(login(biro), charter, "correct", reason="Keliru")
    assert "diserahkan lagi" in page.context["form"].errors["verdict"][0]


def test_a_photo_of_the_letter_loses_its_place_and_that_is_said(charter, biro, login):
    page = send(login(biro), charter, files=upload("surat.jpg", photo("JPEG")))

    assert "Lokasi (GPS) pada “surat.jpg” dihapus sebelum disimpan" in page.content.decode()


def test_a_reopened_ruling_is_in_force_no_more_and_before_that_the_page_names_who_reopens(
    charter, biro, pegawai, login
):
    make_ruling(charter, by=biro)
    client = login(pegawai)
    text = client.get(charter.get_absolute_url()).content.decode()
    assert f"Membuka kembali dapat dilakukan oleh: {biro}" in text

    decide(charter, charter.decisions.reopen, by=biro, note="Suratnya dicabut")

    page = client.get(charter.get_absolute_url())
    assert (charter.ruling_in_force, charter.verdict, page.context["ruling"]) == (None, "", None)
    assert page.context["older_rulings"] == [charter.ruling]
