"""The people table as an administrator uses it."""

from django.urls import reverse

from .files import HEADERS, uploaded, xlsx

NEW = "199001012015031001"


def row(**cells):
    basis = {
        "nip": NEW,
        "nama": "Analis Kebijakan",
        "surel": "analis@contoh.go.id",
        "status": "pns",
        "unit": "direktorat",
        "peran": "pegawai",
        "jenis": "definitif",
        "mulai": "01-02-2026",
    }
    return [(basis | cells).get(name, "") for name in HEADERS]


def upload(browser, content, name="orang.xlsx"):
    return browser.post(reverse("sheets:import", args=["orang"]), {"file": uploaded(content, name)})


def preview(browser, rows):
    """The preview page of an upload that was taken."""
    taken = upload(browser, xlsx(rows))
    assert taken.status_code == 302, taken.content.decode()
    return taken.url, browser.get(taken.url)
