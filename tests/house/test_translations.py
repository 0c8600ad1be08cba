"""The English translation is whole: whoever writes a text for people translates it too.

The texts are gathered anew by ``makemessages`` from a copy of the sources, because it writes its
own files beside them.
"""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import allauth
import django
import pytest
from django.core.management import call_command

pytestmark = pytest.mark.xdist_group("translations")  # gathered once
ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("reformasi", "evaluations", "programs", "zona_integritas", "dashboards", "templates")
ENGLISH = ROOT / "locale/en/LC_MESSAGES/django.po"
CORRECTIONS = ROOT / "locale/id/LC_MESSAGES/django.po"
#: What Python and Django put a value in place of: %(name)s, %s, {name}.
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")

Texts = dict[object, str]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Texts:
    """Every text of the code and the templates, as its own translation."""
    copy = tmp_path_factory.mktemp("sources")
    for folder in SOURCES:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("*.pyc"))
    locale = copy / "locale"
    (locale / "en").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as here:
        here.chdir(copy)
        here.setattr("django.conf.settings.LOCALE_PATHS", [str(locale)])
        call_command("makemessages", locale=["en"], verbosity=0)
    as_itself = copy / "itself.po"
    run("msgen", "--output-file", as_itself, locale / "en/LC_MESSAGES/django.po")
    return read(as_itself, copy / "itself.mo")


@pytest.fixture(scope="module")
def translated(tmp_path_factory) -> Texts:
    """What people read in English: entries that are blank or marked fuzzy are left out."""
    return read(ENGLISH, tmp_path_factory.mktemp("english") / "django.mo")


def read(source: Path, target: Path) -> Texts:
    run("msgfmt", "--output-file", target, source)
    with target.open("rb") as compiled:
        texts = gettext.GNUTranslations(compiled)._catalog
    return {text: translation for text, translation in texts.items() if text}


def run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)


def test_every_text_has_an_english_translation(written, translated):
    assert sorted(written.keys() - translated.keys(), key=str) == []


def test_no_translation_outlives_its_text(written, translated):
    assert sorted(translated.keys() - written.keys(), key=str) == []


def test_a_translation_puts_the_same_values_in_place(written, translated):
    wrong = [
        (written[text], translation)
        for text, translation in translated.items()
        if text in written and set(PLACE.findall(written[text])) != set(PLACE.findall(translation))
    ]

    assert wrong == []


def test_the_translation_passes_the_checks_of_gettext(tmp_path):
    run("msgfmt", "--check", "--output-file", tmp_path / "django.mo", ENGLISH)


def test_a_sentence_of_a_library_is_only_corrected_while_the_library_says_it(tmp_path):
    corrected = read(CORRECTIONS, tmp_path / "django.mo")
    used: set[object] = set()
    for package in (django, allauth):
        for compiled in Path(package.__path__[0]).rglob("locale/id/LC_MESSAGES/django.mo"):
            with compiled.open("rb") as file:
                used |= gettext.GNUTranslations(file)._catalog.keys()

    assert corrected.keys() - used == set()


def test_the_translation_says_nothing_about_lines_of_code():
    assert not re.search(r"^#:", ENGLISH.read_text("utf-8"), re.MULTILINE)
