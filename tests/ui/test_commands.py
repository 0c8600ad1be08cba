"""Commands: text of files stays text, and whatever is wrong with a file ends in a sentence."""

import io
import os

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from evaluations.instruments import files as instrument_files
from programs.management.commands import load_reform_areas
from reformasi.organisation.management.commands import load_units
from reformasi.ui.commands import PortalCommand, printable
from zona_integritas.road import files as rule_files

ESCAPE = "\x1b]0;dibajak\x07"


class Telling(PortalCommand):
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--letter")

    def handle(self, *, letter, **options):
        self.stdout.write(letter, str.upper)
        self.stderr.write(letter)


def test_what_a_terminal_would_obey_is_written_out():
    text = printable(f"a{ESCAPE}\u202eb\x9b31m\udcff é 字 \t\n")
    assert text == "a\\x1b]0;dibajak\\x07\\u202eb\\x9b31m\\udcff é 字 \t\n"


def test_every_command_of_ours_writes_it_so():
    out, err = io.StringIO(), io.StringIO()
    call_command(Telling(), letter=ESCAPE, stdout=out, stderr=err)
    assert out.getvalue() == "\\x1b]0;DIBAJAK\\x07\n"
    assert "\x1b]0" not in err.getvalue()
    plain = Telling(stdout=out, stderr=err)
    plain.stdout.write(ESCAPE)
    assert ESCAPE not in out.getvalue()


@pytest.mark.parametrize("bad", ["061\udcff/SJ", "061\0/SJ"])
def test_an_option_that_is_no_text_is_named(bad):
    with pytest.raises(CommandError, match="--letter memuat huruf yang tidak terbaca"):
        call_command(Telling(), letter=bad)


def test_a_pipe_is_not_waited_on(tmp_path, capsys):
    pipe = tmp_path / "jawaban.csv"
    os.mkfifo(pipe)
    with pytest.raises(SystemExit):
        call_command("score", str(pipe), instrument=instrument_files.codes()[0])
    assert "bukan berkas biasa" in capsys.readouterr().err


def test_a_report_is_not_written_into_a_pipe(db, tmp_path):
    from reformasi.documents.management.commands import report

    pipe = tmp_path / "laporan.pdf"
    os.mkfifo(pipe)
    with pytest.raises(CommandError, match="bukan berkas biasa"):
        report.check_writable(pipe)


BROKEN = {
    "cut": b"code,na",
    "binary": b"\x89PNG\r\n\x1a\n\xff\xfe\x00",
    "empty": b"",
    "short row": b"code,name\nx\n",
}


def sentence(command, *arguments):
    """With what a command ends; empty where it ends well."""
    try:
        call_command(command, *arguments, stdout=io.StringIO())
    except CommandError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("kind", BROKEN)
@pytest.mark.parametrize("name", ["UNITS", "AREAS"])
def test_a_broken_table_of_units_or_areas_ends_in_a_sentence(db, tmp_path, monkeypatch, name, kind):
    table = tmp_path / "tabel.csv"
    table.write_bytes(BROKEN[kind])
    module = {"UNITS": load_units, "AREAS": load_reform_areas}[name]
    monkeypatch.setattr(module, name, table)
    told = sentence(module.__name__.rpartition(".")[2])
    if kind in ("cut", "empty"):  # a table without rows adds none
        assert told == ""
    else:
        assert f"{table} rusak atau terpotong" in told


def spoiled(source, target, kind):
    """A folder of tables like ``source``, each of them broken in one way."""
    for table in source.rglob("*.csv"):
        copy = target / table.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(BROKEN[kind])
    return target


@pytest.mark.parametrize("kind", BROKEN)
def test_a_folder_of_broken_instruments_ends_in_a_sentence(db, tmp_path, kind):
    folder = spoiled(instrument_files.FOLDER, tmp_path, kind)
    assert sentence("load_instruments", str(folder))


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_road_ends_in_a_sentence(db, tmp_path, kind):
    folder = spoiled(rule_files.FOLDER, tmp_path, kind)
    assert sentence("load_milestones", str(folder)) or kind in ("cut", "empty")


@pytest.mark.parametrize(
    ("command", "action"),
    [
        ("load_units", "reformasi.organisation.actions.create_unit"),
        ("load_reform_areas", "programs.areas.actions.load_areas"),
        ("load_instruments", "evaluations.management.commands.load_instruments.load_instrument"),
        ("load_milestones", "zona_integritas.management.roads.load_rules"),
    ],
)
@pytest.mark.parametrize("fault", [TypeError, AttributeError, KeyError])
def test_a_fault_of_the_portal_is_not_told_as_one_of_the_table(
    db, monkeypatch, command, action, fault
):
    def broken(*_rows, **_fields):
        raise fault("ours")

    monkeypatch.setattr(action, broken)
    with pytest.raises(fault):
        call_command(command, stdout=io.StringIO())
