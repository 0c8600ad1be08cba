"""Files that are brought into the library, and their versions."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import connection

from reformasi.audit.models import Entry
from reformasi.evidence import actions
from reformasi.evidence.models import Evidence
from tests.evidence import files
from tests.evidence.pages import body, download_of, url
from tests.programs.factories import make_activity


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def big_file(megabytes):
    """A file that lies on disk, as Django's own handler would bring it."""
    file = TemporaryUploadedFile("rekaman.pdf", "application/pdf", 0, None)
    file.write(b"%PDF-1.7\n")
    file.truncate(megabytes * 1024 * 1024)
    file.seek(0)
    return file


def test_the_limit_and_the_kinds_are_told_before_anything_is_chosen(pegawai, login):
    page = login(pegawai).get(url("upload")).content.decode()

    assert "Paling besar 25,0\xa0MB untuk setiap berkas." in page
    assert "PDF, JPG, PNG" in page


def test_the_good_files_of_a_mixed_upload_are_kept_and_the_bad_ones_named(unit, pegawai, login):
    chosen = [
        files.pdf("notulen.pdf"),
        files.upload("undangan.pdf", files.EXE),
        files.upload("kosong.docx", b""),
        files.upload("foto.jpg", files.picture("JPEG")),
    ]

    response = login(pegawai).post(
        url("upload"), {"unit": unit.code, "files": chosen, "title": ""}, follow=True
    )

    messages = messages_of(response)
    assert messages[0] == "2 berkas disimpan."
    assert "“undangan.pdf” tidak disimpan: isinya bukan PDF" in messages[1]
    assert "“kosong.docx” tidak disimpan: berkasnya kosong" in messages[2]
    assert set(Evidence.objects.values_list("title", flat=True)) == {"notulen", "foto"}


def test_when_no_file_is_good_the_form_comes_back_with_what_was_typed(unit, pegawai, login):
    response = login(pegawai).post(
        url("upload"),
        {
            "unit": unit.code,
            "files": [files.upload("undangan.pdf", files.EXE)],
            "title": "Undangan rapat",
            "effective_from": "2019-01-01",
        },
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "isinya bukan PDF, melainkan program Windows" in page
    assert 'value="Undangan rapat"' in page
    assert 'value="2019-01-01"' in page
    assert not Evidence.objects.exists()


def test_a_file_of_30_mb_is_refused_with_words_and_keeps_the_form(unit, pegawai, login):
    with big_file(30) as file:
        response = login(pegawai).post(
            url("upload"), {"unit": unit.code, "files": [file], "title": "Rekaman rapat"}
        )

    page = response.content.decode().replace("\xa0", " ")
    assert response.status_code == 422
    assert "ukurannya 30,0 MB, paling besar 25,0 MB" in page
    assert 'value="Rekaman rapat"' in page


def test_what_lies_past_the_limit_is_counted_but_never_written_to_disk(rf, settings):
    settings.EVIDENCE_MAX_BYTES = 3 * 1024 * 1024
    with big_file(5) as file:
        request = rf.post("/", {"files": file})
        [received] = request.FILES.getlist("files")

    assert received.size == 5 * 1024 * 1024
    assert received.seek(0, 2) == 3 * 1024 * 1024 + 1
    received.close()


def test_too_many_files_at_once_are_counted_back(unit, pegawai, login):
    chosen = [files.pdf(f"{number}.pdf") for number in range(11)]

    response = login(pegawai).post(url("upload"), {"unit": unit.code, "files": chosen})

    assert "paling banyak 10 berkas" in response.content.decode()


def test_nobody_uploads_into_the_library_of_another_unit(sibling, pegawai, login):
    response = login(pegawai).post(url("upload"), {"unit": sibling.code, "files": [files.pdf()]})

    assert response.status_code == 422
    assert not Evidence.objects.exists()


def test_bytes_that_are_known_are_not_kept_twice_and_the_person_hears_where_they_are(
    evidence, unit, pegawai, login
):
    with evidence.current.file.open("rb") as file:
        same = files.upload("salinan.pdf", file.read())

    response = login(pegawai).post(url("upload"), {"unit": unit.code, "files": [same]}, follow=True)

    assert messages_of(response) == [
        "Isi “salinan.pdf” sudah ada di pustaka sebagai “Notulen rapat”; yang itu dipakai lagi."
    ]
    assert Evidence.objects.count() == 1


def test_a_new_version_replaces_nothing(evidence, pegawai, login):
    client = login(pegawai)

    response = client.post(
        url("add_version", evidence.pk), {"files": [files.pdf("perbaikan.pdf")]}, follow=True
    )

    assert messages_of(response) == ["Versi 2 disimpan."]
    old, new = client.get(download_of(evidence, 1)), client.get(download_of(evidence, 2))
    assert body(old) != body(new)


def test_a_version_with_the_same_bytes_is_refused_with_the_reason(evidence, pegawai, login):
    with evidence.current.file.open("rb") as file:
        same = files.upload("sama.pdf", file.read())

    response = login(pegawai).post(url("add_version", evidence.pk), {"files": [same]})

    assert response.status_code == 409
    assert "sama persis dengan versi 1" in response.content.decode()
    assert Entry.objects.about(evidence).refused().count() == 1


def test_a_stale_rename_loses_nothing_that_was_typed(evidence, pegawai, login):
    client = login(pegawai)
    form = {"title": "Notulen 30 April 2019", "effective_from": "2019-04-30", "version": 1}
    client.post(url("change", evidence.pk), form)

    response = client.post(url("change", evidence.pk), form | {"title": "Judul kedua"})

    assert response.status_code == 409
    assert "Judul kedua" in response.content.decode()
    evidence.refresh_from_db()
    assert evidence.title == "Notulen 30 April 2019"


def test_a_period_that_ends_before_it_begins_is_asked_again(evidence, pegawai, login):
    form = {
        "title": "x",
        "effective_from": "2019-04-30",
        "effective_to": "2019-04-01",
        "version": 1,
    }

    response = login(pegawai).post(url("change", evidence.pk), form)

    assert "Tanggal akhir tidak boleh sebelum tanggal awal." in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_six_times_at_once_is_one_proof(unit, pegawai):
    content = files.page(b"sama")
    activities = [make_activity(unit, pegawai, evidence=False) for _count in range(6)]

    def bring(activity):
        try:
            file = files.upload("notulen.pdf", content)
            actions.upload_to(owner=activity, files=[file], by=pegawai)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as people:
        list(people.map(bring, activities))

    [evidence] = Evidence.objects.all()
    assert [version.number for version in evidence.versions.all()] == [1]
    assert all(activity.attachments.get().evidence == evidence for activity in activities)
