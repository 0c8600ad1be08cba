"""Instruments in the database: loaded once, and left alone once they are in use."""

import hashlib
import shutil
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from evaluations.instruments import files as instrument_files
from evaluations.instruments.actions import load_instrument
from evaluations.instruments.files import FOLDER, read_instrument, source_hashes
from evaluations.instruments.models import (
    Formula,
    FormulaInput,
    Instrument,
    Node,
    Option,
    PredicateRule,
)
from evaluations.instruments.versions import Outcome, VersionInUse
from evaluations.scoring import best_answers, score
from reformasi.audit.models import Entry
from tests.evaluations.sheets import ZI_2021, changed

VERSIONS = ["zi-2014", "rb-2014", "zi-2021", "zi-2026"]


# --- the database ----------------------------------------------------------------------------


def load(instrument=ZI_2021):
    return load_instrument(instrument=instrument, sources=source_hashes(instrument.code), by=None)


@pytest.mark.django_db
@pytest.mark.parametrize("code", VERSIONS)
def test_what_is_loaded_is_what_the_files_say(code, django_assert_max_num_queries):
    load(read_instrument(code))

    with django_assert_max_num_queries(6):
        stored = Instrument.objects.with_parts().get(code=code).specification()

    assert stored == read_instrument(code)
    assert score(stored, best_answers(stored)).total == 100


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    first = load()
    nodes = set(Node.objects.values_list("pk", flat=True))

    assert (first, load()) == (Outcome.CREATED, Outcome.UNCHANGED)
    assert set(Node.objects.values_list("pk", flat=True)) == nodes
    assert Entry.objects.filter(action="evaluations.instrument.load").count() == 1


@pytest.mark.django_db
def test_a_version_nobody_uses_is_replaced_when_its_files_change():
    load()
    before = Instrument.objects.get()

    outcome = load(changed("A.I.1.i.a", name="Tim ZI dibentuk"))

    after = Instrument.objects.get()
    assert outcome is Outcome.REPLACED
    assert (after.pk, after.sha256 != before.sha256) == (before.pk, True)
    assert after.nodes.get(code="A.I.1.i.a").name == "Tim ZI dibentuk"
    assert after.nodes.count() == len(ZI_2021.nodes)
    entry = Entry.objects.filter(action="evaluations.instrument.load").latest("pk")
    assert entry.changes == {"sha256": [before.sha256, after.sha256]}


@pytest.mark.django_db
def test_only_what_a_version_says_counts_and_not_the_bytes_of_its_files():
    load()

    outcome = load_instrument(instrument=ZI_2021, sources={"zi-2021.csv": "0" * 64}, by=None)

    assert outcome is Outcome.UNCHANGED


@pytest.fixture
def filled_in(db):
    """Something above this app that stands on a version and on one of its questions."""

    class Sheet(models.Model):
        instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+", null=True)
        question = models.ForeignKey(Node, models.PROTECT, related_name="+", null=True)

        class Meta:
            app_label = "evaluations"

    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
    yield Sheet
    registry = Sheet._meta.apps
    del registry.all_models["evaluations"]["sheet"]
    registry.clear_cache()


@pytest.mark.parametrize("by", ["the version", "one of its questions"])
def test_a_version_in_use_is_never_changed(filled_in, by):
    load()
    stored = Instrument.objects.get()
    assert not stored.in_use()
    if by == "the version":
        filled_in.objects.create(instrument=stored)
    else:
        filled_in.objects.create(question=stored.nodes.get(code="B.I.a.1"))

    assert stored.in_use()
    with pytest.raises(VersionInUse):
        load(changed("A.I.1.i.a", name="Tim ZI dibentuk"))
    with pytest.raises(ProtectedError):
        stored.delete()

    assert load() is Outcome.UNCHANGED  # the same again is no change
    assert Instrument.objects.with_parts().get().specification() == ZI_2021


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "field", "value"),
    [
        (Node, "weight", 2),
        (Option, "score", 0),
        (Formula, "zero_denominator", 1),
        (FormulaInput, "name", "B"),
        (PredicateRule, "minimum", 1),
    ],
)
def test_the_database_refuses_to_edit_a_part_of_a_version(part, field, value):
    load()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        part.objects.update(**{field: value})


NONSENSE = [
    (Node, {"kind": "bab"}, "evaluations_node_"),
    (Node, {"answer_type": "angka"}, "answer_type_known"),
    (Node, {"kind": "indicator", "weight": None, "answer_type": ""}, "weight_fits_kind"),
    (Node, {"kind": "indicator", "weight": 0, "answer_type": ""}, "weight_fits_kind"),
    (Node, {"weight": 1}, "weight_fits_kind"),
    (Node, {"answer_type": ""}, "answer_type_fits_kind"),
    (Node, {"answer_type": "count"}, "answer_type_fits_kind"),
    (Node, {"parent": None}, "root_is_component"),
    (Node, {"code": "A"}, "code_once"),
    (Node, {"position": 0}, "position_once"),
    (Option, {"letter": "Ya"}, "letter_once"),
    (Option, {"score": Decimal("1.01")}, "score_0_to_1"),
    (Option, {"score": Decimal("-0.01")}, "score_0_to_1"),
    (Formula, {"kind": "product"}, "kind_known"),
    (Formula, {"zero_denominator": None}, "zero_denominator_fits"),
    (Formula, {"kind": "sum"}, "zero_denominator_fits"),
    (PredicateRule, {"unit": "bintang"}, "unit_known"),
    (PredicateRule, {"minimum": 0}, "minimum_0_to_100"),
    (PredicateRule, {"minimum": 101}, "minimum_0_to_100"),
    (PredicateRule, {"code": "total"}, "once"),
    (Instrument, {"sha256": "tidak ada"}, "hashed"),
    (Instrument, {"code": "zi-2021"}, "code"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "wrong", "constraint"), NONSENSE)
def test_the_database_refuses_nonsense(model, wrong, constraint):
    load()
    stored = Instrument.objects.get()
    question = stored.nodes.get(code="A.I.1.i.a")
    sound = {
        Node: {
            "instrument": stored, "parent": question.parent, "position": 999, "code": "A.I.1.i.z",
            "kind": "question", "name": "Uji", "answer_type": "abc",
        },
        Option: {"node": question, "position": 9, "letter": "Mungkin", "score": 1},
        Formula: {
            "instrument": stored, "node": question, "position": 99, "kind": "ratio",
            "zero_denominator": 0,
        },
        PredicateRule: {
            "instrument": stored, "position": 99, "predicate": "WBK", "code": "uji",
            "target": "A", "minimum": 1, "unit": "score",
        },
        Instrument: {"code": "uji", "title": "Uji", "regulation": "Uji", "sha256": "0" * 64},
    }[model]  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(**{**sound, **wrong})

    model.objects.create(**sound)  # without the nonsense it is welcome


# --- the command -----------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command("load_instruments", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
def test_the_command_loads_every_version_and_says_so():
    assert run() == [
        "zi-2014: dimuat, 120 unsur",
        "rb-2014: dimuat, 202 unsur",
        "zi-2021: dimuat, 202 unsur",
        "zi-2026: dimuat, 202 unsur",
        "rb-2023: dimuat, 52 unsur",
    ]
    assert run() == [f"{code}: tidak berubah" for code in (*VERSIONS, "rb-2023")]


@pytest.mark.django_db
def test_the_command_loads_one_version_when_asked():
    assert run("zi-2021") == ["zi-2021: dimuat, 202 unsur"]
    assert Instrument.objects.count() == 1


@pytest.mark.django_db
def test_the_command_refuses_an_unknown_version_and_still_loads_the_others():
    with pytest.raises(CommandError, match=r"zi-2099: tidak ada dalam instruments\.csv"):
        run("zi-2099", "zi-2014")

    assert Instrument.objects.get().code == "zi-2014"


def test_the_command_refuses_to_change_a_version_in_use(filled_in, monkeypatch):
    run("zi-2021")
    filled_in.objects.create(instrument=Instrument.objects.get())
    corrected = changed("A.I.1.i.a", name="Tim ZI dibentuk")
    monkeypatch.setattr(instrument_files, "read_instrument", lambda code, folder: corrected)

    with pytest.raises(CommandError, match="sudah dipakai") as refused:
        run("zi-2021")

    assert refused.value.returncode == 1
    assert Instrument.objects.get().nodes.get(code="A.I.1.i.a").name != "Tim ZI dibentuk"


# --- a folder outside the release ------------------------------------------------------------


@pytest.fixture
def outside(tmp_path):
    """A folder with next year's version alone, without the table of standard options."""
    folder = tmp_path / "instrumen-baru"
    folder.mkdir()
    for part in ("", "-options", "-formulas"):
        shutil.copy(FOLDER / f"zi-2026{part}.csv", folder / f"zi-2027{part}.csv")
    for name in ("instruments.csv", "predicates.csv"):
        lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
        own = [line.replace("zi-2026", "zi-2027") for line in lines if line.startswith("zi-2026,")]
        (folder / name).write_text("\n".join([lines[0], *own]) + "\n", encoding="utf-8")
    return folder


@pytest.mark.django_db
def test_the_command_loads_a_folder_outside_the_release(outside, monkeypatch):
    first, second = run(str(outside))
    assert first == "zi-2027: dimuat, 202 unsur"
    assert second.startswith("zi-2027: belum mempunyai tahap ZI")
    assert run(str(outside), "zi-2027")[0] == "zi-2027: tidak berubah"
    monkeypatch.chdir(outside.parent)
    assert run(outside.name)[0] == "zi-2027: tidak berubah"

    stored = Instrument.objects.with_parts().get()
    assert stored.specification() == read_instrument("zi-2027", outside)
    content = (outside / "zi-2027.csv").read_bytes()
    assert stored.sources["zi-2027.csv"] == hashlib.sha256(content).hexdigest()
    assert "standard-options.csv" in stored.sources


@pytest.mark.django_db
def test_a_code_of_the_release_is_never_taken_for_a_folder(outside, monkeypatch):
    monkeypatch.chdir(outside.rename(outside.parent / "zi-2021").parent)

    assert run("zi-2021") == ["zi-2021: dimuat, 202 unsur"]
    assert run("./zi-2021")[0] == "zi-2027: dimuat, 202 unsur"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda folder: folder.rename(folder.with_name("lain")), "bukan folder yang dapat dibuka"),
        (lambda folder: (folder / "instruments.csv").unlink(), "instruments.csv: berkas tidak ada"),
        (lambda folder: (folder / "predicates.csv").unlink(), "predicates.csv: berkas tidak ada"),
        (lambda folder: (folder / "zi-2027.csv").unlink(), "zi-2027.csv: berkas tidak ada"),
        (lambda folder: rewrite(folder, "zi-2027,", "zi 2027,"), "baris 2: code “zi 2027”"),
        (lambda folder: rewrite(folder, "zi-2027,", f"{'z' * 41},"), "tidak dikenal"),
        (lambda folder: rewrite(folder, "Lembar", f"{'L' * 200}embar"), "rusak atau terpotong"),
    ],
)
def test_a_folder_that_cannot_be_loaded_is_refused_with_a_sentence(outside, spoil, complaint):
    spoil(outside)

    with pytest.raises(CommandError, match=complaint) as refused:
        run(str(outside))

    assert refused.value.returncode == 1
    assert not Instrument.objects.exists()


def rewrite(folder, old, new):
    table = folder / "instruments.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.mark.django_db
def test_a_folder_without_versions_is_refused(outside):
    table = outside / "instruments.csv"
    table.write_text(table.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")

    with pytest.raises(CommandError, match="tidak memuat satu versi pun"):
        run(str(outside))
