"""What only a browser can tell: accessibility, drafts, uploads, life without scripts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import JsonResponse
from playwright.sync_api import expect

from tests.ui import urls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.ui.urls"),
    pytest.mark.django_db(transaction=True),
]

AXE = (Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(autouse=True)
def nothing_saved_yet():
    urls.saved.clear()
    urls.responses.clear()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize(
    "address", ["/galeri/", "/galeri/daftar/", "/galeri/daftar/?q=zzz", "/galeri/formulir/"]
)
def test_axe_finds_nothing_wrong_with_any_component(open_browser, settings, address, width, theme):
    settings.DEMO = True
    page = open_browser(width=width, theme=theme)
    page.goto(address)
    expect(page.locator(".chart__frame svg")).to_have_count(4 if address == "/galeri/" else 0)
    page.evaluate(AXE)

    results = page.evaluate("rules => axe.run({runOnly: rules})", RULES)

    assert [(it["id"], [n["target"] for n in it["nodes"]]) for it in results["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_breaks_no_rule_of_its_own_content_security_policy(open_browser, settings):
    settings.DEMO = True
    page = open_browser()
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/galeri/")
    expect(page.locator(".chart__frame svg")).to_have_count(4)

    assert complaints == []


def test_every_target_is_large_enough_to_hit(open_browser, settings):
    settings.DEMO = True
    page = open_browser(width=390)
    page.goto("/galeri/")

    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .btn, summary, input, select, .tabs a")]
            .filter((it) => it.checkVisibility({visibilityProperty: true}))
            .filter((it) => Math.min(it.offsetWidth, it.offsetHeight) < 24 && !it.closest("label"))
            .map((it) => it.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_the_menu_opens_on_a_phone_without_javascript(open_browser):
    page = open_browser(width=390, java_script_enabled=False)
    page.goto("/uji/selesai/")

    expect(page.locator("#menu-utama")).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.locator("#menu-utama")).to_be_visible()
    page.get_by_role("button", name="Tutup menu").click()
    expect(page.locator("#menu-utama")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_filters_stand_open_on_a_desk_and_are_folded_on_a_phone(open_browser, settings, scripts):
    settings.DEMO = True
    desk = open_browser(java_script_enabled=scripts)
    desk.goto("/galeri/")
    desk.get_by_label("Cari").fill("rapat")
    desk.get_by_role("button", name="Terapkan").click()
    assert "q=rapat" in desk.url

    phone = open_browser(width=390, java_script_enabled=scripts)
    phone.goto("/galeri/")
    expect(phone.get_by_label("Cari")).to_be_hidden()
    phone.get_by_text("Saring daftar").click()
    phone.get_by_label("Cari").fill("rapat")


def test_a_draft_saves_itself_while_one_types(open_browser):
    page = open_browser()
    page.goto("/uji/draf/")

    page.fill("[name=title]", "Rapat koordinasi")
    page.check("[name=kind][value=b]")

    expect(page.locator("[data-autosave-status]")).to_contain_text("Tersimpan")
    assert urls.saved[-1]["title"] == "Rapat koordinasi"
    assert urls.saved[-1]["kind"] == "b"
    expect(page.locator("[name=version]")).to_have_value("2")
    assert page.evaluate("localStorage.length") == 0  # the server has it: no copy is left behind


def test_a_lost_connection_loses_nothing(open_browser):
    page = open_browser()
    page.goto("/uji/draf/")
    page.route("**/uji/simpan/", lambda route: route.abort())

    page.fill("[name=title]", "Ditulis di kereta")
    expect(page.locator("[data-autosave-status]")).to_contain_text("koneksi terputus")
    page.reload()
    page.get_by_role("button", name="Pulihkan isian").click()

    expect(page.locator("[name=title]")).to_have_value("Ditulis di kereta")


def test_a_draft_that_somebody_else_changed_is_not_overwritten(open_browser):
    page = open_browser()
    page.goto("/uji/draf/")
    urls.responses.append(JsonResponse({"message": "Rekan Anda mengubah draf ini."}, status=409))

    page.fill("[name=title]", "Punya saya")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Rekan Anda mengubah draf ini.")
    page.fill("[name=title]", "Punya saya lagi")
    page.wait_for_timeout(2_000)

    assert urls.saved == []
    assert page.evaluate("localStorage.length") == 1


def test_a_session_that_ended_keeps_the_draft_in_the_browser(open_browser):
    page = open_browser()
    page.goto("/uji/draf/")
    cookies = page.context.cookies()
    page.context.clear_cookies()

    page.fill("[name=title]", "Sesudah makan siang")

    expect(page.locator("[data-autosave-status]")).to_contain_text("Sesi Anda berakhir")
    assert urls.saved == []
    assert page.evaluate("localStorage.length") == 1

    page.context.add_cookies(cookies)  # the same person has logged in again in another tab
    page.fill("[name=title]", "Sesudah makan siang, lengkap")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Tersimpan")
    assert urls.saved[-1]["title"] == "Sesudah makan siang, lengkap"


def test_an_upload_after_the_session_ended_can_be_repeated(open_browser):
    page = open_browser()
    page.goto("/uji/unggah/")
    cookies = page.context.cookies()
    page.fill("[name=title]", "Undangan")
    page.set_input_files("[name=files]", [a_file("a.pdf")])

    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_role("alert")).to_contain_text("Sesi Anda berakhir")

    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Selesai.")).to_be_visible()
    assert urls.saved == [{"a.pdf": "10"}]


def test_an_old_page_still_posts_after_a_new_login_in_another_tab(open_browser):
    page = open_browser()
    page.goto("/uji/draf/")
    other = page.context.new_page()
    page.context.clear_cookies(name="csrftoken")
    other.goto("/uji/selesai/")  # hands out a new token, as a login does

    page.fill("[name=title]", "Masih ada")
    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_text("Selesai.")).to_be_visible()


def test_a_form_that_was_sent_leaves_no_copy_behind(open_browser):
    page = open_browser()
    page.goto("/uji/draf/")
    page.fill("[name=title]", "Langsung kirim")

    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Selesai.")).to_be_visible()

    assert page.evaluate("localStorage.length") == 0


def a_file(name, size=10):
    return {"name": name, "mimeType": "application/pdf", "buffer": b"x" * size}


def test_several_files_are_sent_and_the_next_page_appears(open_browser):
    page = open_browser()
    page.goto("/uji/unggah/")
    page.fill("[name=title]", "Undangan")
    page.set_input_files("[name=files]", [a_file("a.pdf"), a_file("b.pdf", 20)])

    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_text("Selesai.")).to_be_visible()
    assert page.url.endswith("/uji/selesai/")
    assert urls.saved == [{"a.pdf": "10", "b.pdf": "20"}]

    page.go_back()
    expect(page.locator("[name=title]")).to_be_visible()


def test_a_rejected_form_keeps_what_was_typed_and_the_chosen_files(open_browser):
    page = open_browser()
    page.goto("/uji/unggah/")
    page.fill("[name=title]", "Ya")
    page.set_input_files("[name=files]", [a_file("a.pdf")])
    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_role("alert")).to_contain_text("yang sudah Anda ketik tetap ada")
    expect(page.locator("[name=title]")).to_have_value("Ya")
    expect(page.locator("[data-file-drop-files]")).to_contain_text("a.pdf")

    page.get_by_role("alert").get_by_role("link", name="Title").click()
    expect(page.locator("[name=title]")).to_be_focused()  # a jump, which reloads nothing
    page.fill("[name=title]", "Undangan")
    page.get_by_role("button", name="Simpan").click()
    expect(page.get_by_text("Selesai.")).to_be_visible()
    assert urls.saved == [{"a.pdf": "10"}]


def test_a_file_over_the_limit_is_named_before_anything_is_sent(open_browser):
    page = open_browser()
    page.goto("/uji/unggah/")
    page.fill("[name=title]", "Undangan")
    page.set_input_files("[name=files]", [a_file("besar.pdf", 2_000)])

    expect(page.locator(".too-big")).to_contain_text("besar.pdf")
    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_role("alert")).to_contain_text("melebihi batas ukuran")
    assert urls.saved == []


def test_files_are_sent_without_javascript_too(open_browser):
    page = open_browser(java_script_enabled=False)
    page.goto("/uji/unggah/")
    page.fill("[name=title]", "Undangan")
    page.set_input_files("[name=files]", [a_file("a.pdf")])

    page.get_by_role("button", name="Simpan").click()

    expect(page.get_by_text("Selesai.")).to_be_visible()
    assert urls.saved == [{"a.pdf": "10"}]


def test_a_chart_that_cannot_be_drawn_leaves_its_table(open_browser, settings):
    settings.DEMO = True
    page = open_browser()
    page.route("**/bagan/**", lambda route: route.abort())
    cache.clear()

    page.goto("/galeri/")

    expect(page.locator(".chart__frame--gone")).to_have_count(4)
    for table in page.locator(".chart table").all():
        expect(table).to_be_visible()
