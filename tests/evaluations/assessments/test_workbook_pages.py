"""A sheet goes out as a workbook and comes back: nothing lost, guessed or overruled."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.actions import Filling
from evaluations.assessments.exports import SheetLayout, export_layer
from evaluations.assessments.imports import import_of
from evaluations.assessments.workbooks import own_layout as own
from reformasi.audit.models import Entry
from reformasi.sheets.models import Upload

from .factories import answer_of, fill_best, make_assessment

CODE, SECOND = "A.I.1.i.b", "A.I.1.i.a"
AWKWARD = '=1+1\n\'- ada SK, 007\t"lama"; 50 %\n\n  menjorok ✓'
TYPED = AWKWARD.removeprefix("=")  # Excel itself would take the rest for a formula


def write(sheet, by, code=CODE, value="B", note=""):
    version = answer_of(sheet, code).version
    filling = {code: Filling(value, note, version)}
    return actions.change_answers(layer=sheet.own, fillings=filling, by=by)


def exported(sheet, by, layout=SheetLayout.OWN) -> bytes:
    return export_layer(sheet.own, layout, by=by)


def worked_on(content: bytes, *edits: tuple[str, str, object]) -> bytes:
    """The portal's own workbook after cells of it were written: code, column, value."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    tab = book[own.SHEET]
    rows = {cell.value: cell.row for cell in tab[own.CODE]}
    for code, column, value in edits:
        tab[f"{column}{rows[code]}"] = value
    return saved(book)


def table(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client, sheet, by, content: bytes):
    client.force_login(by)
    file = SimpleUploadedFile("isian unit.xlsx", content)
    return client.post(reverse("evaluations:sheet_import", args=[sheet.pk]), {"file": file})


def preview(client, sheet, by, content: bytes):
    """The page of what ``content`` would change, and its address."""
    response = send(client, sheet, by, content)
    assert response.status_code == 302, response.content.decode()
    page = client.get(response.url)
    return page.content.decode(), response.url, page.context["preview"].incoming


def confirmed(client, url, incoming, *names, **choices):
    """The form of the preview, sent as it was shown."""
    versions = {f"{one.code}.version": one.answer.version for one in incoming.changes}
    return client.post(url, {"take": names, **versions, **choices})


@pytest.mark.parametrize("code", ["zi-2021", "zi-2026"])
def test_what_went_out_and_came_back_untouched_changes_nothing(unit, lead, code):
    sheet = make_assessment(unit, lead, code=code)
    fill_best(sheet, lead)
    for node in sheet.specification.nodes:
        if node.code in sheet.own.values or node.answer_type == "percent":
            value = answer_of(sheet, node.code).value
            write(sheet, lead, node.code, value, f"{AWKWARD} {node.code}")
    layouts = [SheetLayout.OWN, SheetLayout.PORTAL] if code == "zi-2026" else [SheetLayout.OWN]
    for layout in layouts:
        incoming = import_of(sheet.own, exported(sheet, lead, layout))
        assert incoming.changes == []
        assert incoming.moved_on == []
        assert incoming.reading.refusals == ()


def test_answers_given_offline_come_back_after_a_look(client, lead, sheet):
    write(sheet, lead, SECOND, "Ya", "catatan lama")
    content = worked_on(
        exported(sheet, lead),
        (CODE, own.ANSWER, "A"),
        (CODE, own.NOTE, TYPED),
        (SECOND, own.NOTE, None),
    )
    text, url, incoming = preview(client, sheet, lead, content)
    assert sheet.own.values == {SECOND: "Ya"}
    assert f'value="{CODE}.value"' in text
    assert "dikosongkan" in text
    assert {one.name for one in incoming.changes} == {
        f"{CODE}.value",
        f"{CODE}.note",
        f"{SECOND}.note",
    }
    response = confirmed(client, url, incoming, *incoming.clean_names)
    assert response.url == sheet.get_absolute_url()
    assert (answer_of(sheet, CODE).value, answer_of(sheet, CODE).note) == ("A", TYPED)
    assert (answer_of(sheet, SECOND).value, answer_of(sheet, SECOND).note) == ("Ya", "")
    entry = Entry.objects.filter(action__endswith=".import").get()
    assert entry.note == "isian unit.xlsx, 2 jawaban"
    assert bytes(Upload.objects.get().content) == b""
    assert confirmed(client, url, incoming, *incoming.clean_names).status_code == 302
    assert answer_of(sheet, CODE).version == 2


def test_what_is_not_ticked_stays(client, lead, sheet):
    content = worked_on(exported(sheet, lead), (CODE, own.ANSWER, "A"), (SECOND, own.ANSWER, "Ya"))
    _text, url, incoming = preview(client, sheet, lead, content)
    confirmed(client, url, incoming, f"{CODE}.value")
    assert sheet.own.values == {CODE: "A"}


def test_an_old_export_never_overrules_what_was_written_since(client, lead, colleague, sheet):
    old = exported(sheet, lead)
    write(sheet, colleague, CODE, "A", "dari rekan")
    text, _url, incoming = preview(client, sheet, lead, worked_on(old, (SECOND, own.ANSWER, "Ya")))
    assert [one.name for one in incoming.changes] == [f"{SECOND}.value"]
    assert "sudah lebih baru di portal" in text


def test_a_cell_changed_here_and_there_is_a_choice_between_both(client, lead, colleague, sheet):
    old = exported(sheet, lead)
    write(sheet, colleague, CODE, "A", "dari rekan")
    content = worked_on(old, (CODE, own.ANSWER, "C"), (CODE, own.NOTE, "dari saya"))
    text, url, incoming = preview(client, sheet, lead, content)
    assert {one.name for one in incoming.conflicts} == {f"{CODE}.value", f"{CODE}.note"}
    assert f"Portal ({colleague}): A" in " ".join(text.split())
    confirmed(client, url, incoming, **{f"{CODE}.value.choice": "file"})
    assert (answer_of(sheet, CODE).value, answer_of(sheet, CODE).note) == ("C", "dari rekan")


def test_the_other_part_of_an_answer_goes_with_what_was_written_since(
    client, lead, colleague, sheet
):
    old = exported(sheet, lead)
    write(sheet, colleague, CODE, "A")
    content = worked_on(old, (CODE, own.NOTE, "dari saya"))
    _text, url, incoming = preview(client, sheet, lead, content)
    assert incoming.conflicts == []
    confirmed(client, url, incoming, *incoming.clean_names)
    assert (answer_of(sheet, CODE).value, answer_of(sheet, CODE).note) == ("A", "dari saya")


def test_who_writes_while_another_looks_is_not_overruled(client, lead, colleague, sheet):
    content = worked_on(exported(sheet, lead), (CODE, own.ANSWER, "C"), (SECOND, own.ANSWER, "Ya"))
    _text, url, incoming = preview(client, sheet, lead, content)
    write(sheet, colleague, CODE, "A")
    response = confirmed(client, url, incoming, *incoming.clean_names)
    text = response.content.decode()
    assert response.status_code == 409
    assert f"{CODE}: {colleague} mengubahnya selagi Anda memeriksa" in text
    assert sheet.own.values == {CODE: "A", SECOND: "Ya"}
    again = response.context["preview"].incoming
    confirmed(client, url, again, **{f"{CODE}.value.choice": "file"})
    assert sheet.own.values == {CODE: "C", SECOND: "Ya"}


def test_what_does_not_fit_is_asked_back_and_its_note_is_kept(client, lead, sheet):
    write(sheet, lead, CODE, "B")
    content = worked_on(
        exported(sheet, lead),
        (CODE, own.ANSWER, "D"),
        (CODE, own.NOTE, "notulen ada"),
    )
    text, url, incoming = preview(client, sheet, lead, content)
    assert "1 jawaban tidak dapat diambil" in text
    confirmed(client, url, incoming, *incoming.clean_names)
    assert (answer_of(sheet, CODE).value, answer_of(sheet, CODE).note) == ("B", "notulen ada")


def test_what_is_asked_back_is_answered_on_the_page(client, lead, sheet):
    write(sheet, lead, CODE, "B")
    content = table(
        ("Kode", "Pertanyaan", "Jawaban", "Catatan"),
        (CODE, sheet.specification.node(CODE).name, "D", "notulen ada"),
        (SECOND, "Taman baca dibuka bagi warga sekitar", "Ya", None),
        ("B.I.a.1", sheet.specification.node("B.I.a.1").name, "4,5", None),
    )
    text, url, incoming = preview(client, sheet, lead, content)
    assert list(incoming.asked) == [CODE, SECOND, "B.I.a.1"]
    assert text.count("(di berkas)") == 1  # the only one that would fit
    assert "?codes=1" in text
    given = {f"{CODE}.answer": "A", f"{SECOND}.answer": "", "B.I.a.1.answer": "4,2"}
    versions = {f"{code}.version": incoming.answers[code].version for code in incoming.asked}
    response = client.post(url, {**versions, **given})
    assert response.status_code == 409
    assert 'value="4,2"' in response.content.decode()
    assert (answer_of(sheet, CODE).value, answer_of(sheet, CODE).note) == ("A", "notulen ada")
    client.post(url, {**versions, "B.I.a.1.answer": "3,6"})
    assert sheet.own.values == {CODE: "A", "B.I.a.1": "3.6"}


def test_the_column_of_the_answers_is_asked_for_and_kept(client, lead, sheet):
    codes = [node.code for node in sheet.specification.answerable if node.options][:8]
    options = {code: sheet.specification.node(code).options for code in codes}
    rows = [(code, letters[-1].letter, letters[0].letter) for code, letters in options.items()]
    content = table(("Kode", "Jawaban 2025", "Jawaban 2026"), *rows)
    response = send(client, sheet, lead, content)
    assert response.status_code == 422
    assert "beberapa kolom jawaban" in response.content.decode()
    file = SimpleUploadedFile("isian unit.xlsx", content)
    address = reverse("evaluations:sheet_import", args=[sheet.pk])
    url = client.post(address, {"file": file, "column": "c"}).url
    incoming = client.get(url).context["preview"].incoming
    confirmed(client, url.partition("?")[0], incoming, *incoming.clean_names, column="C")
    assert sheet.own.values == {code: second for code, _first, second in rows}


def test_codes_beside_other_words_are_taken_when_somebody_says_so(client, lead, sheet):
    content = table(
        ("Kode", "Pertanyaan", "Jawaban"), (SECOND, "Taman baca dibuka bagi warga sekitar", "Ya")
    )
    _text, url, incoming = preview(client, sheet, lead, content)
    assert incoming.changes == []
    page = client.get(f"{url}?codes=1")
    assert "Kode dipercaya" in page.content.decode()
    trusted = page.context["preview"].incoming
    confirmed(client, url, trusted, *trusted.clean_names, codes="1")
    assert sheet.own.values == {SECOND: "Ya"}


def test_a_sheet_of_any_layout_fills_in_and_never_deletes(client, lead, sheet):
    write(sheet, lead, CODE, "B", "catatan unit")
    content = table(
        ("Kode", "Jawaban", "Catatan", "Bukti"),
        (SECOND, "Ya", "SK terlampir", "SK Tim Kerja"),
        (CODE, None, None, None),
        ("A.I.2.i.a", "Entah", None, None),
    )
    text, url, incoming = preview(client, sheet, lead, content)
    assert "Bukti disebut dalam berkas pada 1 butir" in text
    assert "SK Tim Kerja" in text
    assert "1 jawaban tidak dapat diambil" in text
    assert len(incoming.reading.missing) > 100
    confirmed(client, url, incoming, *incoming.clean_names)
    assert sheet.own.values == {CODE: "B", SECOND: "Ya"}
    assert answer_of(sheet, SECOND).note == "SK terlampir"
    assert answer_of(sheet, CODE).note == "catatan unit"
    assert not answer_of(sheet, SECOND).attachments.exists()


def test_the_workbook_of_another_sheet_deletes_nothing_and_says_whose_it_is(client, unit, lead):
    last = make_assessment(unit, lead, year=2025)
    this = make_assessment(unit, lead)
    write(last, lead, SECOND, "Ya")
    write(this, lead, CODE, "B")
    text, _url, incoming = preview(client, this, lead, exported(last, lead))
    assert "Berkas ini lembar kerja LKE lain" in text
    assert [(one.name, one.new) for one in incoming.changes] == [(f"{SECOND}.value", "Ya")]


def test_a_file_that_is_no_sheet_is_refused_where_it_was_chosen(client, lead, sheet):
    response = send(client, sheet, lead, b"\x89PNG\r\n")
    assert response.status_code == 422
    assert not Upload.objects.exists()
    response = send(client, sheet, lead, table(("nama", "umur"), ("Budi", 3)))
    assert response.status_code == 422
    assert "Tidak ada lembar di berkas ini yang dikenali" in response.content.decode()


def test_an_upload_belongs_to_its_sender_and_a_sheet_handed_in_takes_none(
    client, lead, colleague, sheet
):
    fill_best(sheet, lead)
    content = worked_on(exported(sheet, lead), (CODE, own.ANSWER, "C"))
    _text, url, incoming = preview(client, sheet, lead, content)
    client.force_login(colleague)
    assert client.get(url).url == reverse("evaluations:sheet_import", args=[sheet.pk])
    actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    client.force_login(lead)
    assert client.get(url).url == sheet.get_absolute_url()
    assert confirmed(client, url, incoming, f"{CODE}.value").status_code == 409
    assert answer_of(sheet, CODE).value == "A"


def test_the_preview_of_a_full_sheet_asks_for_no_more_than_that_of_a_cell(
    client, lead, sheet, django_assert_max_num_queries
):
    empty = exported(sheet, lead)
    fill_best(sheet, lead)
    full = exported(sheet, lead)
    book = openpyxl.load_workbook(io.BytesIO(full))
    del book[own.ORIGIN]
    for code in sheet.own.values:
        write(sheet, lead, code, "")
    assert empty != full
    _text, url, incoming = preview(client, sheet, lead, saved(book))
    assert len(incoming.changes) > 100
    with django_assert_max_num_queries(20):
        client.get(url)
