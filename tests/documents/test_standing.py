"""What a document is called, and how often a stranger may have a file checked."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reformasi.documents import actions, views
from reformasi.documents.forms import LARGEST_CHECKED

pytestmark = pytest.mark.usefixtures("printed_blank")


def page_of(client, document):
    return client.get(document.get_absolute_url()).content.decode()


def test_a_draft_that_is_done_is_called_a_draft(done, biro, login):
    client = login(biro)

    assert "Draf, belum disahkan" in page_of(client, done)
    rows = client.get(reverse("documents:list")).content.decode()
    rows = rows[rows.index("<tbody") :]
    assert "Draf, belum disahkan" in rows
    assert "Selesai" not in rows


def test_beside_the_signed_edition_the_draft_is_only_what_it_was(signed, biro, login):
    page = page_of(login(biro), signed)

    assert "Edisi yang disahkan" in page
    assert "Draf sebelum disahkan" in page
    assert "Draf, belum disahkan" not in page
    assert page.count("Unduh PDF") == 1
    assert "Unduh draf" in page


def test_a_signed_document_whose_edition_is_in_print_is_signed(done, ketua_tim, biro, login):
    actions.sign(document=done, by=ketua_tim)

    rows = login(biro).get(reverse("documents:list")).content.decode()

    assert "Disahkan, edisinya sedang dicetak" in rows


def test_the_list_tells_drafts_from_signed_documents(done, unit, child, biro, ketua_tim, login):
    client, address = login(biro), reverse("documents:list")

    def numbers(status):
        return [row.pk for row in client.get(address, {"status": status}).context["page"]]

    assert (numbers("draft"), numbers("signed")) == ([done.pk], [])
    actions.sign(document=done, by=ketua_tim)
    assert (numbers("draft"), numbers("signed"), numbers("queued")) == ([], [], [done.pk])


@pytest.fixture
def clean_counts():
    cache.clear()
    yield
    cache.clear()


def check(content=b"%PDF-1.7 lain", address="192.0.2.7"):
    file = SimpleUploadedFile("surat.pdf", content)
    return Client(REMOTE_ADDR=address).post(reverse("documents:check_file"), {"file": file})


@pytest.mark.django_db
@pytest.mark.usefixtures("clean_counts")
class TestChecking:
    def test_one_place_has_a_few_files_checked_in_a_minute_and_another_is_not_hindered(
        self, monkeypatch
    ):
        monkeypatch.setattr(views, "CHECKS", {"check": "3/m/ip"})
        responses = [check() for _count in range(4)]

        assert [response.status_code for response in responses] == [200, 200, 200, 429]
        assert "Tunggu satu menit" in responses[-1].content.decode()
        assert responses[-1]["Retry-After"] == "60"
        assert check(address="192.0.2.8").status_code == 200

    def test_opening_the_page_is_not_counted(self, monkeypatch):
        monkeypatch.setattr(views, "CHECKS", {"check": "1/m/ip"})
        for _count in range(3):
            assert Client().get(reverse("documents:check_file")).status_code == 200

    def test_a_file_larger_than_any_document_is_refused_in_words(self):
        response = check(bytes(LARGEST_CHECKED + 1))

        assert response.status_code == 422
        page = response.content.decode().replace("\xa0", " ")
        assert "Berkas melebihi 10,0 MB, jadi bukan dokumen dari portal ini." in page
