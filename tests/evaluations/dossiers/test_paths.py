"""Names in a dossier harm no system: no way out of the folder, short, unique by their number."""

from pathlib import PureWindowsPath

import pytest

from evaluations.dossiers import paths


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("SK Tim.PDF", "01-sk-tim.pdf"),
        ("../../etc/passwd", "01-passwd"),
        ("..\\..\\Windows\\win.ini", "01-win.ini"),
        ("SK A.I.1.pdf", "01-sk-a-i-1.pdf"),
        ("CON.pdf", "01-con.pdf"),
        (".htaccess", "01-htaccess"),
        ("notulen?: <1>|*.docx", "01-notulen-1.docx"),
        ("laporan akhir . . .pdf", "01-laporan-akhir.pdf"),
        ("会議.pdf", "01-berkas.pdf"),
        ("a\x00b\nc.pdf", "01-ab-c.pdf"),
        ("", "01-berkas"),
        ("berkas.tar.pdf ", "01-berkas-tar.pdf"),
    ],
)
def test_a_name_is_made_safe(name, kept):
    assert paths.file_name(1, name) == kept


@pytest.mark.parametrize("name", ["n" * 200 + ".pdf", "x." + "y" * 190, "é" * 200])
def test_a_name_is_short(name):
    assert len(paths.file_name(99, name)) <= 3 + paths.LONGEST + 1 + paths.LONGEST_ENDING


@pytest.mark.parametrize("code", ["A.I.1.i.a", "../..", "A/B", "C:", "A.1.", " "])
def test_a_folder_is_one_step_down_and_has_a_name_that_every_system_takes(code):
    folder = paths.folder(7, code, digits=3)
    assert folder.startswith("007-")
    assert len(PureWindowsPath(folder).parts) == 1
    assert not PureWindowsPath(folder).is_reserved()
    assert not folder.endswith((".", " ", "-"))
