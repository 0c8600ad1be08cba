"""Candidates and milestones, through the pages."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role
from reformasi.organisation.scope import GRANTS
from tests.zona_integritas.factories import (
    make_candidate,
    make_declaration,
    prepared,
    rules_loaded,
    step_of,
    submitted,
    walk,
)
from zona_integritas import permissions
from zona_integritas.candidates.models import Candidate, Milestone
from zona_integritas.candidates.workflow import Status
from zona_integritas.permissions import ZonaIntegritasPerm

R = Role
WHO = {
    ZonaIntegritasPerm.VIEW_CANDIDATE: set(R),
    ZonaIntegritasPerm.ADD_CANDIDATE: {R.KETUA_TIM, R.BIRO},
    ZonaIntegritasPerm.CHANGE_CANDIDATE: {R.KETUA_TIM, R.BIRO},
    ZonaIntegritasPerm.VIEW_MILESTONE: set(R),
    ZonaIntegritasPerm.CHANGE_MILESTONE: {R.PEGAWAI, R.KETUA_TIM, R.ASESOR},
    ZonaIntegritasPerm.SUBMIT_MILESTONE: {R.PEGAWAI, R.KETUA_TIM, R.ASESOR},
    ZonaIntegritasPerm.APPROVE_MILESTONE: {R.KETUA_TIM},
    ZonaIntegritasPerm.RETURN_MILESTONE: {R.KETUA_TIM},
    ZonaIntegritasPerm.RECORD_TPI_MILESTONE: {R.TPI_KETUA},
    ZonaIntegritasPerm.RECORD_ECHELON_ONE_MILESTONE: {R.PENILAI_PENDAHULUAN},
    ZonaIntegritasPerm.RECORD_BUREAU_MILESTONE: {R.BIRO},
    ZonaIntegritasPerm.VIEW_DECLARATION: set(R),
    ZonaIntegritasPerm.ADD_DECLARATION: {R.PEGAWAI, R.KETUA_TIM},
    ZonaIntegritasPerm.CHANGE_DECLARATION: {R.PEGAWAI, R.KETUA_TIM},
}


def move(client, milestone, verb, **data):
    milestone.refresh_from_db()
    url = reverse("zona_integritas:milestone_move", args=[milestone.pk, verb])
    return client.post(url, {"version": milestone.version} | data)


def test_the_table_says_who_may_do_what():
    assert permissions.__doc__
    ours = {perm for perm in GRANTS if perm.startswith("zona_integritas.")}
    assert ours == WHO.keys()
    assert {perm: set(GRANTS[perm]) for perm in ours} == WHO


@pytest.mark.parametrize(
    ("page", "perm"),
    [
        ("candidate", "view_candidate"),
        ("candidate_change", "change_candidate"),
        ("declaration", "view_declaration"),
        ("declaration_change", "change_declaration"),
        ("milestone", "view_milestone"),
        ("milestone_change", "change_milestone"),
    ],
)
def test_a_page_opens_for_the_roles_of_the_table(page, perm, candidate, pegawai, member_of, login):
    make_declaration(candidate, pegawai)
    key = step_of(candidate, "ZI-01").pk if "milestone" in page else candidate.pk
    url = reverse(f"zona_integritas:{page}", args=[key])

    statuses = {role: login(member_of(candidate.unit, role)).get(url).status_code for role in Role}

    allowed = WHO[f"zona_integritas.{perm}"]
    assert statuses == {role: 200 if role in allowed else 403 for role in Role}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", ["submit", "approve", "return"])
def test_a_move_is_open_to_the_roles_of_the_table(
    verb, role, candidate, ketua_tim, pegawai, member_of, login
):
    milestone = prepared(step_of(candidate, "ZI-01"), pegawai)
    if verb != "submit":
        milestone = submitted(step_of(candidate, "ZI-02"), pegawai)

    response = move(login(member_of(candidate.unit, role)), milestone, verb, note="Periksa lagi")

    allowed = role in WHO[f"zona_integritas.{verb}_milestone"]
    assert response.status_code == (302 if allowed else 403)
    milestone.refresh_from_db()
    assert (milestone.status != (Status.DRAFT if verb == "submit" else Status.SUBMITTED)) == allowed
    assert Entry.objects.about(milestone).refused().exists() != allowed


def test_the_neighbour_finds_nothing(candidate, sibling, pegawai, member_of, login):
    make_declaration(candidate, pegawai)
    milestone = step_of(candidate, "ZI-01")
    client = login(member_of(sibling, Role.KETUA_TIM))

    for url in [
        candidate.get_absolute_url(),
        candidate.declaration.get_absolute_url(),
        milestone.get_absolute_url(),
    ]:
        assert client.get(url).status_code == 404
    assert move(client, milestone, "submit").status_code == 404
    assert not client.get("/zi/").context["page"].rows
    assert not client.get("/zi/tahap/").context["page"].rows


def test_who_may_not_name_a_candidate_is_refused_the_form(pegawai, pimpinan, biro, login):
    url = reverse("zona_integritas:candidate_create")

    assert login(pegawai).get(url).status_code == 403
    assert login(pimpinan).get(url).status_code == 403
    assert login(biro).get(url).status_code == 200


def test_a_candidate_is_named_and_walks_its_first_step(unit, ketua_tim, pegawai, login):
    call_command("load_instruments", "zi-2021", verbosity=0)
    rules_loaded()
    form = login(ketua_tim).get(reverse("zona_integritas:candidate_create")).context["form"]
    instrument = form.fields["instrument"].queryset.get(code="zi-2021")
    data = {"unit": unit.code, "year": 2022, "target": "WBBM", "instrument": instrument.pk}

    page = login(ketua_tim).post(reverse("zona_integritas:candidate_create"), data, follow=True)

    candidate = Candidate.objects.get()
    text = page.content.decode()
    assert "0 dari 24 menuju penetapan" in text
    assert "Predikat WBK belum tercatat" in text
    assert "Setiap area pengungkit" in text
    assert "19,50" in text
    milestone = prepared(step_of(candidate, "ZI-01"), pegawai)
    move(login(pegawai), milestone, "submit")
    page = login(ketua_tim).get(milestone.get_absolute_url())
    assert {open_move.move.verb for open_move in page.context["moves"]} == {"approve", "return"}
    move(login(ketua_tim), milestone, "approve")
    assert (
        "1 dari 24 menuju penetapan"
        in login(pegawai).get(candidate.get_absolute_url()).content.decode()
    )


def test_a_return_needs_a_reason_and_shows_it_to_the_unit(candidate, pegawai, ketua_tim, login):
    milestone = submitted(step_of(candidate, "ZI-01"), pegawai)

    page = login(ketua_tim).post(
        reverse("zona_integritas:milestone_move", args=[milestone.pk, "return"]),
        {"version": milestone.version, "note": "  "},
        follow=True,
    )
    assert "Tulis alasannya dahulu" in page.content.decode()
    milestone.refresh_from_db()
    assert milestone.status == Status.SUBMITTED

    move(login(ketua_tim), milestone, "return", note="Stempel belum ada")

    assert "Stempel belum ada" in login(pegawai).get(milestone.get_absolute_url()).content.decode()
    assert "Stempel belum ada" in login(pegawai).get(candidate.get_absolute_url()).content.decode()


def test_the_page_says_what_is_missing_instead_of_a_button_that_refuses(candidate, pegawai, login):
    page = login(pegawai).get(step_of(candidate, "ZI-03").get_absolute_url())

    text = page.content.decode()
    assert not page.context["moves"]
    assert "2 tahap harus selesai dahulu, terdekat ZI-01" in text
    assert "Belum ada: SK penetapan unit" in text
    milestone = step_of(candidate, "ZI-03")
    assert move(login(pegawai), milestone, "submit").url == milestone.get_absolute_url()
    milestone.refresh_from_db()
    assert milestone.status == Status.DRAFT
    assert not Entry.objects.refused().exists()


def test_who_submitted_reads_that_another_decides(candidate, ketua_tim, login):
    milestone = submitted(step_of(candidate, "ZI-01"), ketua_tim)

    page = login(ketua_tim).get(milestone.get_absolute_url())

    assert [open_move.move.verb for open_move in page.context["moves"]] == ["withdraw"]
    assert "keputusan dibuat orang lain" in page.content.decode()
    assert move(login(ketua_tim), milestone, "approve").status_code == 409


def test_an_approval_of_what_moved_on_is_refused_and_kept_on_the_trail(
    candidate, pegawai, ketua_tim, login
):
    milestone = submitted(step_of(candidate, "ZI-01"), pegawai)
    move(login(ketua_tim), milestone, "approve")

    late = move(login(ketua_tim), milestone, "return", note="Terlambat saya baca")

    assert late.status_code == 409
    assert "Terlambat saya baca" in late.content.decode()
    assert Entry.objects.about(milestone).refused().count() == 1


def test_an_unknown_move_is_not_found(candidate, ketua_tim, login):
    assert move(login(ketua_tim), step_of(candidate, "ZI-01"), "bakar").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "99"])
def test_a_move_from_a_page_of_unknown_age_is_refused(version, candidate, pegawai, login):
    milestone = prepared(step_of(candidate, "ZI-01"), pegawai)

    response = move(login(pegawai), milestone, "submit", version=version)

    assert response.status_code == 409
    milestone.refresh_from_db()
    assert milestone.status == Status.DRAFT


def test_due_date_and_note_are_planned(candidate, pegawai, login):
    milestone = step_of(candidate, "ZI-01")
    url = reverse("zona_integritas:milestone_change", args=[milestone.pk])

    login(pegawai).post(url, {"version": 1, "due_date": "2022-03-31", "note": "Kumpulkan"})
    stale = login(pegawai).post(url, {"version": 1, "due_date": "", "note": "Batal"})
    wrong = login(pegawai).post(url, {"version": 1, "due_date": "besok", "note": "Batal"})

    milestone.refresh_from_db()
    assert (str(milestone.due_date), milestone.note) == ("2022-03-31", "Kumpulkan")
    assert stale.status_code == 409
    assert "Batal" in stale.content.decode()
    assert wrong.status_code == 422
    assert 'name="version" value="1"' in wrong.content.decode()  # as old as it was


def test_wrong_rules_for_the_year_are_explained_beside_the_field(unit, ketua_tim, login):
    rules_loaded()
    url = reverse("zona_integritas:candidate_create")
    form = login(ketua_tim).get(url).context["form"]
    instrument = form.fields["instrument"].queryset.get(code="zi-2021")
    data = {"unit": unit.code, "year": 2019, "target": "WBK", "instrument": instrument.pk}

    page = login(ketua_tim).post(url, data | {"note": "Ketikan saya"})

    text = page.content.decode()
    assert page.status_code == 422
    assert "tidak berlaku pada tahun 2019. Pilih instrumen dari PermenPANRB 52/2014" in text
    assert "Ketikan saya" in text
    assert not Candidate.objects.exists()


@pytest.mark.parametrize("year", ["2013", "99999"])
def test_a_year_that_cannot_be_is_explained_beside_the_field(unit, ketua_tim, login, year):
    rules_loaded()
    url = reverse("zona_integritas:candidate_create")
    instrument = login(ketua_tim).get(url).context["form"].fields["instrument"].queryset.first()

    page = login(ketua_tim).post(url, {"year": year, "instrument": instrument.pk})

    assert page.context["form"].errors["year"][0].startswith(("Tahun antara", "Tulis tahun"))


def test_a_second_candidate_of_the_same_kind_is_explained(candidate, ketua_tim, login):
    data = {
        "unit": candidate.unit.code,
        "year": 2022,
        "target": "WBK",
        "instrument": candidate.instrument.pk,
    }

    page = login(ketua_tim).post(reverse("zona_integritas:candidate_create"), data)

    assert "sudah menjadi calon untuk predikat dan tahun tersebut" in page.content.decode()


def test_only_the_prior_predicate_and_the_note_change(candidate, ketua_tim, login):
    url = reverse("zona_integritas:candidate_change", args=[candidate.pk])

    login(ketua_tim).post(
        url, {"version": 1, "prior_predicate": "WBK", "note": "Ya", "year": 2030, "target": "WBBM"}
    )

    candidate.refresh_from_db()
    assert (candidate.prior_predicate, candidate.note) == ("WBK", "Ya")
    assert (candidate.year, candidate.target) == (2022, "WBK")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"year": 2022}, 1),
        ({"year": 2020}, 0),
        ({"target": "WBBM"}, 1),
        ({"q": "organisasi"}, 2),
        ({"q": "tetangga"}, 0),
    ],
    ids=str,
)
def test_candidates_are_filtered(query, count, candidate, ketua_tim, pegawai, login):
    make_candidate(candidate.unit, ketua_tim, year=2023, target="WBBM")

    assert len(login(pegawai).get("/zi/", query).context["page"]) == count


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"status": "approved"}, {"ZI-01"}),
        ({"stage": "declaration"}, {"ZI-01", "ZI-02"}),
        ({"need": "waiting"}, {"ZI-02"}),
        ({"need": "mine"}, {"ZI-02"}),
        ({"need": "returned"}, set()),
        ({"need": "late"}, {"ZI-03"}),
        ({"need": "at_risk"}, {"ZI-03"}),
        ({"year": 2020}, set()),
    ],
    ids=str,
)
def test_milestones_are_filtered(query, codes, candidate, pegawai, ketua_tim, login):
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    submitted(step_of(candidate, "ZI-02"), pegawai)
    Milestone.objects.filter(pk=step_of(candidate, "ZI-03").pk).update(due_date="2022-01-01")

    page = login(ketua_tim).get("/zi/tahap/", query).context["page"]

    assert {milestone.step.code for milestone in page} == codes


def test_the_menu_counts_what_waits_for_this_person(candidate, pegawai, ketua_tim, login):
    submitted(step_of(candidate, "ZI-01"), pegawai)

    def counts(user):
        frame = login(user).get("/zi/").context["frame"]
        return {entry.url: entry.count.number for entry in frame.sections}

    assert counts(ketua_tim)["/zi/tahap/"] == 1
    assert counts(pegawai)["/zi/tahap/"] == 0


def test_empty_lists_say_what_comes_next(pegawai, login):
    assert "Ketua tim atau biro mencatat unit" in login(pegawai).get("/zi/").content.decode()
    assert "Longgarkan" in login(pegawai).get("/zi/?year=1999").content.decode()


@pytest.mark.parametrize("target", ["WBK", "WBBM"])
def test_the_road_is_counted_towards_conferral_wherever_it_is_shown(
    target, unit, pegawai, ketua_tim, pimpinan, login
):
    candidate = make_candidate(unit, ketua_tim, target=target, year=timezone.localdate().year)
    after = ["monitoring", "revocation"]
    total = candidate.milestones.exclude(step__stage__in=after).count()
    walk(candidate, "ZI-01", by=pegawai, approver=ketua_tim)
    summary = f"1 dari {total} menuju penetapan"

    for page in [candidate.get_absolute_url(), "/zi/", "/dasbor/ketua-tim/"]:
        assert summary in login(ketua_tim).get(page).content.decode(), page
    assert summary in login(pimpinan).get("/dasbor/pimpinan/").content.decode()
