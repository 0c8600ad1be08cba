"""A new version of the sheet is a folder and a command: loaded, filled in, its step completed."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from evaluations.assessments import actions
from evaluations.assessments.documents.kinds import kinds_for
from evaluations.assessments.exports import layouts_of
from evaluations.assessments.imports import import_of
from evaluations.assessments.workbooks import own_layout as own
from evaluations.instruments.files import FOLDER
from evaluations.instruments.models import Instrument
from tests.evaluations.assessments.factories import fill_best, make_assessment
from tests.evaluations.assessments.test_workbook_pages import worked_on
from tests.zona_integritas.factories import make_candidate, rules_loaded, step_of, walk
from zona_integritas.road.validity import day_refusal, year_refusal

SPLIT = ("A.I.1.i.b", "Anggota tim dipilih lewat mekanisme yang jelas")
PARTS = {
    "A.I.1.i.b": "Mekanisme pemilihan jelas",
    "A.I.1.i.c": "Anggota tim dipilih lewat mekanisme",
}
DROPPED, ADDED, REWORDED = "A.I.1.iii.c", "A.I.1.iii.d", "A.I.1.iv.b"
NAMES = {
    ADDED: "Warga menilai zona integritas setiap triwulan",
    REWORDED: "Agen perubahan ditetapkan pimpinan",
}


def rows_of(name):
    with (FOLDER / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def write(path, rows):
    with path.open("w", newline="", encoding="utf-8") as handle:
        table = csv.DictWriter(handle, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


def renamed(code):
    """All of the second result goes one number further."""
    return code.replace("B.II", "B.III") if code.startswith("B.II") else code


def with_parts(rows):
    """``rows`` with what is split, dropped, added and reworded, in place of what was there."""
    changed = []
    for row in rows:
        row = row | {name: renamed(row[name]) for name in ("code", "parent") if name in row}
        if row["code"] == DROPPED:
            row["code"] = ADDED
        if row["code"] in NAMES and "name" in row:
            row["name"] = NAMES[row["code"]]
        if row["code"] == SPLIT[0]:
            for code, name in PARTS.items():
                named = {"name": name} if "name" in row else {}
                changed.append(row | {"code": code} | named)
        else:
            changed.append(row)
    return changed


@pytest.fixture
def folder(tmp_path):
    """Next year's version, which takes the road of 2021."""
    nodes = with_parts(rows_of("zi-2026.csv"))
    write(tmp_path / "zi-2027.csv", nodes)
    options = with_parts(rows_of("zi-2026-options.csv"))
    write(tmp_path / "zi-2027-options.csv", options)
    write(tmp_path / "zi-2027-formulas.csv", rows_of("zi-2026-formulas.csv"))
    rules = [row for row in rows_of("predicates.csv") if row["instrument"] == "zi-2026"]
    rules = [row | {"instrument": "zi-2027", "target": renamed(row["target"])} for row in rules]
    write(tmp_path / "predicates.csv", rules)
    version = {"code": "zi-2027", "title": "LKE ZI 2027", "regulation": "PermenPANRB 90/2021"}
    write(tmp_path / "instruments.csv", [version | {"in_force_from": "2026-09-01"}])
    road = {"code": "zi-2021", "instrument": "zi-2027", "regulation": "PermenPANRB 90/2021"}
    write(tmp_path / "rules.csv", [road])
    return tmp_path


def load(folder):
    out = StringIO()
    call_command("load_instruments", str(folder), stdout=out)
    return out.getvalue()


def test_a_new_version_is_filled_in_exported_brought_back_and_completes_its_step(
    client, folder, unit, pegawai, ketua_tim
):
    old = make_assessment(unit, ketua_tim, year=2025, code="zi-2026")
    fill_best(old, ketua_tim)
    rules_loaded()
    assert "zi-2027: memakai tahap zi-2021" in load(folder)
    client.force_login(ketua_tim)
    instrument = Instrument.objects.get(code="zi-2027")
    assert day_refusal(instrument, date(2026, 2, 1)) == ""  # the regulation is the same
    assert "tidak berlaku pada tahun 2022" in year_refusal(instrument, 2022)
    place = {"unit": unit.code, "year": 2026, "instrument": instrument.pk}
    candidate = make_candidate(unit, ketua_tim, instrument="zi-2027", year=2026)
    walk(candidate, *(f"ZI-0{number}" for number in range(1, 9)), by=pegawai, approver=ketua_tim)
    assert client.post(reverse("evaluations:sheet_create"), place).status_code == 302
    sheet = unit.assessments.get(instrument=instrument)

    prefill = reverse("evaluations:sheet_prefill", args=[sheet.pk])
    preview = {group.kind: group for group in client.get(prefill).context["prefill"].groups}
    counts = {kind: len(group.rows) for kind, group in preview.items()}
    assert counts == {
        "unchanged": 133,
        "reworded": 1,
        "moved": 1,
        "split": 1,
        "dropped": 1,
        "new": 1,
    }
    client.post(prefill, {"source": old.pk})
    assert {gap.field for gap in sheet.own.missing()} == {*PARTS, ADDED}
    way = client.get(reverse("evaluations:way", args=[sheet.pk]), {"predicate": "WBBM"})
    assert way.status_code == 200

    assert [layout.value for layout in layouts_of(sheet.specification)] == ["own"]
    address = reverse("evaluations:sheet_export", args=[sheet.pk, "own"])
    content = b"".join(client.get(address).streaming_content)
    letters = {**dict.fromkeys(PARTS, "B"), ADDED: "A"}
    edits = [(code, own.ANSWER, letter) for code, letter in letters.items()]
    incoming = import_of(sheet.own, worked_on(content, *edits))
    fillings = incoming.fillings(incoming.clean_names)
    actions.import_answers(layer=sheet.own, fillings=fillings, name="lke.xlsx", by=ketua_tim)

    layer = sheet.own
    for kind in kinds_for(layer):
        assert kind.build(layer, unit)["total"] == "99.83"
    actions.decide_layer(layer, layer.decisions.submit, by=ketua_tim)
    assert step_of(candidate, "ZI-09").status == "approved"


def test_a_folder_does_not_take_a_road_of_another_regulation(db, folder):
    rules_loaded()
    table = folder / "rules.csv"
    table.write_text(table.read_text().replace("90/2021", "1/2027"))

    with pytest.raises(CommandError, match="adalah tahap PermenPANRB 90/2021"):
        load(folder)
