"""What a person does on the page of a sheet."""

from __future__ import annotations

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.evidence.files import pdf

CODE = "A.I.1.i.b"
PATIENCE = 15_000  # ms: attaching is three requests, and a colleague may be saving


def question(page: Page, code: str = CODE) -> Locator:
    """The fields of a question; its evidence stands beside them."""
    return page.locator(f"fieldset[data-question='{code}']")


def choose(page: Page, letter: str, code: str = CODE) -> None:
    question(page, code).get_by_role("radio").and_(page.locator(f"[value='{letter}']")).check()


def saved(page: Page, code: str = CODE) -> None:
    expect(question(page, code).locator(".saving--saved")).to_have_count(1)


def evidence(page: Page, code: str = CODE) -> Locator:
    return page.locator(f"[id='bukti-{code}']")


def proof(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf().read()}


def upload_in_place(page: Page, code: str, name: str) -> None:
    beside = evidence(page, code)
    beside.get_by_role("link", name="Unggah bukti").click()
    beside.locator("input[type=file]").set_input_files(proof(name))
    beside.get_by_role("button", name="Unggah dan lampirkan").click()
    expect(beside.locator(".files a")).to_have_text(name.removesuffix(".pdf"), timeout=PATIENCE)


def choose_in_place(page: Page, code: str, title: str) -> None:
    beside = evidence(page, code)
    beside.get_by_role("link", name="Pilih dari pustaka").click()
    beside.get_by_role("checkbox", name=title).check()
    beside.get_by_role("button", name="Lampirkan yang dipilih").click()
    expect(beside.locator(".files a")).to_have_text(title, timeout=PATIENCE)


def choose_by_keyboard(page: Page, code: str) -> None:
    """From the answer past note and upload to the library: the first file of it."""
    for key in ("Tab", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(evidence(page, code).locator(".in-place__title")).to_be_focused(timeout=PATIENCE)
    for key in ("Tab", "Tab", "Space", "Enter"):
        page.keyboard.press(key)
    expect(evidence(page, code).get_by_role("status")).to_be_focused(timeout=PATIENCE)
