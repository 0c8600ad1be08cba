"""Recommendations are known by their key: wherever they are put, what answers them stays theirs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.follow_ups import actions as follow_ups
from evaluations.follow_ups.changes import changes_since_task
from evaluations.follow_ups.documents import build
from evaluations.follow_ups.models import FollowUp
from evaluations.letters import actions
from evaluations.letters.models import Recommendation
from evaluations.letters.pasted import without_number
from reformasi.audit.models import Entry
from reformasi.workflow import decisions
from reformasi.workflow.parts import StillInUse
from tests.evaluations.factories import reported, rows_of
from tests.html import read
from tests.programs.factories import make_activity, make_plan

TEXT = "Temuan yang dicatat"


@pytest.fixture
def finding(letter):
    return actions.create_finding(
        letter=letter, description=TEXT, recommendations=["Susun SOP", "Tetapkan SOP"], by=None
    )


@pytest.fixture
def verified(finding, unit, pegawai, bureau):
    """A follow-up to the first recommendation, with a file, that the bureau has verified."""
    follow_up = follow_ups.create_follow_up(
        recommendation=finding.recommendations.first(), unit=unit, action="Menyusun SOP",
        due=finding.letter.date, by=None,
    )  # fmt: skip
    return decisions.approve(reported(follow_up, pegawai), by=bureau)


@pytest.fixture
def post(finding, bureau, login):
    """Send the form of the finding with these rows; what comes back."""

    def send(*rows, **fields):
        finding.letter.refresh_from_db()
        url = reverse("evaluations:finding_change", args=[finding.letter_id, finding.number])
        form = {"description": TEXT, "version": finding.letter.version}
        return login(bureau).post(url, form | rows_of(*rows) | fields)

    return send


def keys(finding):
    return list(finding.recommendations.values_list("pk", flat=True))


def test_a_recommendation_put_before_a_verified_one_takes_nothing_over(
    finding, verified, post, unit
):
    first, second = finding.recommendations.all()
    activity = make_activity(unit, verified.submitted_by, recommendations=[first])
    new = ("", "Perbarui standar pelayanan", {"ORDER": "1"})

    assert post((first.pk, first.text), (second.pk, second.text), new).status_code == 302

    texts = [row.text for row in finding.recommendations.all()]
    assert texts == ["Perbarui standar pelayanan", "Susun SOP", "Tetapkan SOP"]
    verified.refresh_from_db()
    assert (verified.recommendation_id, verified.recommendation.text) == (first.pk, "Susun SOP")
    assert activity.recommendations.get().text == "Susun SOP"
    assert not verified.approval_is_stale
    report = build(finding.letter, unit)["findings"][0]["recommendations"]
    assert [(row["text"], len(row["follow_ups"])) for row in report] == [
        ("Perbarui standar pelayanan", 0), ("Susun SOP", 1), ("Tetapkan SOP", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("move", ["213=BAC", "321=CBA", "312=BCA", "223=BAC", "113=BAC", "333=CAB"])
def test_recommendations_are_moved_by_their_place_and_keep_their_keys(letter, bureau, login, move):
    finding = actions.create_finding(
        letter=letter, description=TEXT, recommendations=["A", "B", "C"], by=None
    )
    before = {row.text: row.pk for row in finding.recommendations.all()}
    order, expected = move.split("=")
    places = zip("ABC", order, strict=True)
    rows = [(before[text], text, {"ORDER": place}) for text, place in places]

    url = reverse("evaluations:finding_change", args=[letter.pk, finding.number])
    form = {"description": TEXT, "version": letter.version}
    assert login(bureau).post(url, form | rows_of(*rows)).status_code == 302

    after = list(finding.recommendations.all())
    assert "".join(row.text for row in after) == expected
    assert {row.text: row.pk for row in after} == before
    assert [row.number for row in after] == [1, 2, 3]


def test_one_that_is_used_is_not_deleted_and_its_row_says_what_hangs_on_it(
    finding, verified, post, pegawai, unit
):
    first, second = finding.recommendations.all()
    make_plan(unit, pegawai, title="Rencana SOP", recommendations=[second])
    gone = {"DELETE": "on"}

    page = post((first.pk, first.text, gone), (second.pk, second.text, gone), ("", "Lain"))

    rows = [row.text for row in read(page.content.decode()).all("fieldset", "group")]
    assert page.status_code == 422
    assert "masih dipakai oleh: tindak lanjut “Menyusun SOP”" in rows[0]
    assert "masih dipakai oleh: rencana aksi “Rencana SOP”" in rows[1]
    assert keys(finding) == [first.pk, second.pk]
    with pytest.raises(StillInUse, match="Menyusun SOP"):
        actions.change_finding(
            finding=finding, description=TEXT, recommendations=[], by=verified.approved_by,
            version=finding.letter.version,
        )  # fmt: skip


def test_one_that_nothing_hangs_on_is_deleted_and_the_trail_keeps_its_text(finding, post):
    first, second = finding.recommendations.all()

    post((first.pk, first.text), (second.pk, second.text, {"DELETE": "on"}))

    assert keys(finding) == [first.pk]
    entry = Entry.objects.about(finding.letter).filter(action__endswith=".finding").first()
    assert entry.changes == {"rekomendasi R1.2 dihapus": ["Tetapkan SOP", ""]}


def test_a_used_one_that_reads_otherwise_is_on_the_trail_and_its_verification_is_stale(
    finding, verified, post, pegawai, unit, login
):
    first, second = finding.recommendations.all()

    post((first.pk, "Susun dan umumkan SOP"), (second.pk, second.text))

    entry = Entry.objects.about(finding.letter).filter(action__endswith=".finding").first()
    assert entry.changes == {"rekomendasi R1.1": ["Susun SOP", "Susun dan umumkan SOP"]}
    verified.refresh_from_db()
    assert verified.approval_is_stale
    client, stale = login(pegawai), "Isi berubah sejak diverifikasi"
    for address in (
        verified.get_absolute_url(),
        reverse("evaluations:follow_ups"),
        finding.letter.get_absolute_url(),
    ):
        assert stale in client.get(address).content.decode(), address
    [row] = build(finding.letter, unit)["findings"][0]["recommendations"][0]["follow_ups"]
    assert row["is_stale"]


def test_a_row_of_another_finding_is_an_error_at_its_row(finding, letter, post):
    other = actions.create_finding(
        letter=letter, description="Lain", recommendations=["Milik temuan lain"], by=None
    )
    foreign = other.recommendations.get()

    for key in (foreign.pk, 999_999):
        page = post((key, "Dibajak"))
        assert page.status_code == 422
        assert "Baris ini tidak ada (lagi)" in page.content.decode()
    assert Recommendation.objects.get(pk=foreign.pk).text == "Milik temuan lain"


def test_of_two_recommendations_that_read_alike_each_tells_its_own_changes(
    finding, unit, bureau, post
):
    first, second = finding.recommendations.all()
    tasks = [
        follow_ups.create_follow_up(
            recommendation=row, unit=unit, action="A", due=finding.letter.date, by=bureau
        )
        for row in (first, second)
    ]
    post((second.pk, "Sama", {"ORDER": "1"}), (first.pk, "Susun SOP", {"ORDER": "2"}))
    post((second.pk, "Sama"), (first.pk, "Sama"))

    told = [
        [(row.old, row.new) for row in changes_since_task(FollowUp.objects.get(pk=task.pk))]
        for task in tasks
    ]
    assert told == [[("Susun SOP", "Sama")], [("Tetapkan SOP", "Sama")]]


PASTED = (
    "1. Tetapkan standar\n\n  a) Umumkan hasil survei\nR1.1 1. Menetapkan maklumat\n2019 ditinjau"
)


def test_pasted_lines_become_rows_and_lose_their_numbers_after_a_look(finding, post):
    first, second = finding.recommendations.all()
    old = [(first.pk, first.text), (second.pk, second.text)]

    page = post(*old, ("", PASTED))

    text = read(page.content.decode()).text
    assert page.status_code == 200
    assert "Tempelan dipecah menjadi 4 rekomendasi" in text
    assert "Nomor yang dibuang: “1.”, “a)”, “R1.1 1.”" in text
    assert keys(finding) == [first.pk, second.pk]  # nothing is saved before the look
    sent = page.context["rows"].data
    rows = [
        (sent[f"recommendations-{n}-id"], sent[f"recommendations-{n}-text"],
         {"looked": sent.get(f"recommendations-{n}-looked", "")})
        for n in range(int(sent["recommendations-TOTAL_FORMS"]))
    ]  # fmt: skip
    assert post(*rows).status_code == 302
    assert [row.text for row in finding.recommendations.all()] == [
        "Susun SOP", "Tetapkan SOP", "Tetapkan standar", "Umumkan hasil survei",
        "Menetapkan maklumat", "2019 ditinjau",
    ]  # fmt: skip


def test_a_number_that_belongs_to_the_text_can_be_written_back(finding, post):
    first, second = finding.recommendations.all()
    rows = [(first.pk, first.text), (second.pk, second.text)]

    assert post(*rows, ("", "1. Tahap pertama")).status_code == 200
    assert post(*rows, ("", "1. Tahap pertama", {"looked": "1"})).status_code == 302

    assert finding.recommendations.last().text == "1. Tahap pertama"


def test_a_stored_text_of_several_lines_or_with_a_number_is_left_alone(letter, bureau, login):
    texts = ["1. Angka yang tersimpan", "Baris satu\nbaris dua"]
    finding = actions.create_finding(
        letter=letter, description=TEXT, recommendations=texts, by=None
    )
    rows = [(row.pk, row.text.replace("\n", "\r\n")) for row in finding.recommendations.all()]
    url = reverse("evaluations:finding_change", args=[letter.pk, finding.number])
    form = {"description": TEXT, "version": letter.version}

    assert login(bureau).post(url, form | rows_of(*rows)).status_code == 302
    assert keys(finding) == [key for key, _text in rows]


def test_a_new_finding_takes_pasted_lines_too(letter, bureau, login):
    url = reverse("evaluations:finding_create", args=[letter.pk])
    page = login(bureau).post(url, {"description": TEXT} | rows_of(("", "a. Satu\nb. Dua")))

    assert "Tempelan dipecah menjadi 2" in page.content.decode()
    assert not letter.findings.exists()
    rows = [("", text, {"looked": "1"}) for text in ("Satu", "Dua")]
    login(bureau).post(url, {"description": TEXT} | rows_of(*rows))
    assert [row.text for row in letter.findings.get().recommendations.all()] == ["Satu", "Dua"]


def test_a_finding_without_a_recommendation_is_asked_for_one(letter, bureau, login):
    url = reverse("evaluations:finding_create", args=[letter.pk])
    for rows in ({}, rows_of(("", " "))):
        page = login(bureau).post(url, {"description": TEXT} | rows)
        assert page.status_code == 422
        assert TEXT in page.content.decode()
    assert not letter.findings.exists()


@pytest.mark.parametrize(
    "count",
    ["9" * 5000, "999999999", "1201", "-1", "a", ""],
    ids=["digits", "billion", "above", "minus", "a", "none"],
)
def test_a_number_of_rows_that_no_form_has_is_refused_at_once(
    finding, letter, bureau, post, login, count
):
    wrong = {"recommendations-TOTAL_FORMS": count}
    url = reverse("evaluations:finding_create", args=[letter.pk])

    assert post(("", "Baru"), **wrong).status_code == 422
    assert (
        login(bureau).post(url, {"description": TEXT} | rows_of(("", "a")) | wrong).status_code
        == 422
    )
    assert letter.findings.get() == finding


@pytest.mark.parametrize(
    ("line", "number", "text"),
    [
        ("1. Menetapkan", "1.", "Menetapkan"),
        ("12) Menetapkan", "12)", "Menetapkan"),
        ("(3) Menetapkan", "(3)", "Menetapkan"),
        ("1.2.3. Menetapkan", "1.2.3.", "Menetapkan"),
        ("1.2 Menetapkan", "1.2", "Menetapkan"),
        ("b. Menetapkan", "b.", "Menetapkan"),
        ("iv) Menetapkan", "iv)", "Menetapkan"),
        ("• Menetapkan", "•", "Menetapkan"),
        ("- \t1) Menetapkan", "- \t1)", "Menetapkan"),
        ("R2.1 Menetapkan", "R2.1", "Menetapkan"),
        ("R1.1 1. Menetapkan", "R1.1 1.", "Menetapkan"),
        ("2019 menjadi tahun dasar", "", "2019 menjadi tahun dasar"),
        ("1.000 pegawai dilatih", "", "1.000 pegawai dilatih"),
        ("10% anggaran", "", "10% anggaran"),
        ("SOP. Tetapkan", "", "SOP. Tetapkan"),
        ("1.", "", "1."),
    ],
)
def test_a_number_at_the_head_of_a_line_is_known_from_a_text_that_begins_with_one(
    line, number, text
):
    assert without_number(line) == (number, text)
