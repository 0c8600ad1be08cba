"""``manage.py sheet``: the workbook of a sheet from the command line, out and back."""

from __future__ import annotations

import json

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from evaluations.assessments import actions
from evaluations.assessments.models import Answer
from reformasi.audit.models import Entry
from reformasi.organisation.roles import Role

from .factories import answer_of, fill, fill_best, make_assessment

CODE, SECOND = "A.I.1.i.b", "A.I.1.i.a"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lke.xlsx"


def table(path, *rows):
    book = openpyxl.Workbook()
    for row in (("Kode", "Jawaban"), *rows):
        book.worksheets[0].append(row)
    book.save(path)


def run(capsys, act, sheet, *more, year=2026):
    call_command("sheet", act, *more, "--unit", sheet.unit.code, "--year", str(year))
    return capsys.readouterr().out


def brought_in(capsys, sheet, file, *more):
    return json.loads(run(capsys, "import", sheet, str(file), "--json", *more))


def test_what_was_exported_comes_back_as_no_change(capsys, lead, sheet, file):
    fill_best(sheet, lead)
    run(capsys, "export", sheet, "--out", str(file))
    outcome = brought_in(capsys, sheet, file)
    questions = sum(node.is_answered for node in sheet.specification.answerable)
    assert outcome == {"matched": questions, "missing": [], "refused": [], "changed": 0}
    assert Entry.objects.filter(action__endswith=".export").get().actor_label == "Sistem"


def test_a_dry_run_tells_and_writes_nothing(capsys, sheet, file):
    table(file, (SECOND, "Ya"), (CODE, "D"))
    outcome = brought_in(capsys, sheet, file, "--dry-run")
    (refused,) = outcome["refused"]
    assert (outcome["matched"], outcome["changed"]) == (1, 1)
    assert [refused[name] for name in ("cell", "code", "value")] == ["B3", CODE, "D"]
    assert "A, B, C" in refused["why"]
    assert CODE not in outcome["missing"]
    assert sheet.own.values == {}


def test_without_a_name_it_is_the_system_that_writes(capsys, lead, sheet, file):
    table(file, (SECOND, "Ya"))
    assert brought_in(capsys, sheet, file)["changed"] == 1
    answer = answer_of(sheet, SECOND)
    assert (answer.value, answer.written_by, answer.writer) == ("Ya", None, "Sistem")
    assert answer.written_at is not None
    entry = Entry.objects.filter(action__endswith=".import").get()
    assert (entry.actor_label, entry.note, entry.origin) == (
        "Sistem",
        "lke.xlsx, 1 jawaban",
        "manage.py sheet",
    )
    fill(sheet, {SECOND: "Tidak"}, lead)
    assert Answer.pgh_event_model.objects.filter(code=SECOND, value="Ya").exists()


def test_with_a_name_it_is_that_person_who_must_be_allowed_to(
    capsys, unit, lead, sheet, file, member_of, sibling
):
    table(file, (SECOND, "Ya"))
    stranger = member_of(sibling, Role.KETUA_TIM)
    with pytest.raises(CommandError, match="tidak berwenang mengisi") as refusal:
        brought_in(capsys, sheet, file, "--by", stranger.nip)
    assert refusal.value.returncode == 2
    brought_in(capsys, sheet, file, "--by", lead.nip)
    assert answer_of(sheet, SECOND).written_by == lead


def test_what_moved_on_since_the_export_is_refused_with_its_reason(capsys, lead, sheet, file):
    run(capsys, "export", sheet, "--out", str(file))
    fill(sheet, {CODE: "A"}, lead)
    book = openpyxl.load_workbook(file)
    place = next(row[5] for row in book["LKE"] if row[0].value == CODE)
    place.value = "C"
    book.save(file)
    outcome = brought_in(capsys, sheet, file)
    assert outcome["changed"] == 0
    (refused,) = outcome["refused"]
    assert (refused["cell"], refused["value"]) == (place.coordinate, "C")
    assert f"{lead} mengubahnya di portal" in refused["why"]
    assert sheet.own.values == {CODE: "A"}


def test_a_code_beside_other_words_is_taken_only_when_codes_are_trusted(capsys, sheet, file):
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Kode", "Pertanyaan", "Jawaban"])
    book.worksheets[0].append([SECOND, "Taman baca dibuka bagi warga sekitar", "Ya"])
    book.worksheets[0].append([CODE, sheet.specification.node(CODE).name, "A"])
    book.save(file)
    outcome = brought_in(capsys, sheet, file)
    assert (outcome["matched"], outcome["changed"]) == (1, 1)
    (refused,) = outcome["refused"]
    assert (refused["cell"], refused["code"], refused["value"]) == ("C2", SECOND, "Ya")
    assert "kode cocok, tetapi kata-katanya berbeda" in refused["why"]
    trusted = brought_in(capsys, sheet, file, "--trust-codes")
    assert (trusted["matched"], trusted["refused"], trusted["changed"]) == (2, [], 1)
    assert sheet.own.values == {CODE: "A", SECOND: "Ya"}


def test_of_several_columns_of_answers_one_is_named(capsys, sheet, file):
    codes = [node.code for node in sheet.specification.answerable if node.options][:6]
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Kode", "Jawaban awal", "Jawaban akhir"])
    for code in codes:
        options = sheet.specification.node(code).options
        book.worksheets[0].append([code, options[-1].letter, options[0].letter])
    book.save(file)
    with pytest.raises(CommandError, match="beberapa kolom jawaban") as refusal:
        brought_in(capsys, sheet, file)
    assert refusal.value.returncode == 2
    assert brought_in(capsys, sheet, file, "--column", "c")["changed"] == len(codes)


def test_a_formula_without_its_value_deletes_nothing(capsys, lead, sheet, file):
    fill(sheet, {CODE: "A", SECOND: "Ya"}, lead)
    run(capsys, "export", sheet, "--out", str(file))
    book = openpyxl.load_workbook(file)
    rows = {row[0].value: row for row in book["LKE"]}
    rows[CODE][5].value, rows[SECOND][5].value = "=Rekap!B3", None
    book.save(file)
    outcome = brought_in(capsys, sheet, file)
    assert outcome["changed"] == 1  # one cell was emptied by hand
    (refused,) = outcome["refused"]
    assert (refused["cell"], refused["code"], refused["value"]) == (
        rows[CODE][5].coordinate,
        CODE,
        "=Rekap!B3",
    )
    assert "tersimpan tanpa hasilnya" in refused["why"]
    assert sheet.own.values == {CODE: "A"}


def test_what_cannot_be_read_or_written_ends_with_two(capsys, lead, sheet, file, tmp_path):
    def refused(*more, year=2026):
        with pytest.raises(CommandError) as refusal:
            run(capsys, *more, year=year)
        assert refusal.value.returncode == 2
        return str(refusal.value)

    assert "tidak dapat dibuka" in refused("import", sheet, str(file))
    file.write_bytes(b"bukan buku kerja")
    assert "Tidak ada lembar" in refused("import", sheet, str(file))
    assert "Belum ada LKE" in refused("import", sheet, str(file), year=2025)
    assert "tidak dapat ditulis" in refused("export", sheet, "--out", str(tmp_path))
    assert not Entry.objects.filter(action__endswith=".export").exists()
    fill_best(sheet, lead)
    actions.decide_layer(sheet.own, sheet.own.decisions.submit, by=lead)
    assert "Keadaannya sudah berubah" in refused("import", sheet, str(file))


def test_of_several_sheets_of_a_year_one_is_named(capsys, unit, lead, sheet, file):
    make_assessment(unit, lead, code="zi-2026")
    with pytest.raises(CommandError, match="zi-2021, zi-2026"):
        run(capsys, "export", sheet, "--out", str(file))
    more = ("--out", str(file), "--instrument", "zi-2026", "--layout", "portalrb")
    run(capsys, "export", sheet, *more)
    assert openpyxl.load_workbook(file).sheetnames == ["Jawaban"]
