"""What text may hold, wherever it comes from."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reformasi.ui import text

#: All of Unicode, lone surrogates too, and the unfit ones often.
ANY = st.text(st.characters() | st.characters(categories=["Cc", "Cs", "Cn", "Zl", "Zp"]))
#: The production Char of XML 1.0.
XML_CHAR = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")


@given(ANY)
def test_what_comes_through_is_text_that_xml_holds(given):
    cleaned = text.clean(given)

    assert XML_CHAR.fullmatch(cleaned)
    assert ElementTree.fromstring(f"<t>{escape(cleaned)}</t>").text in {cleaned, None}
    cleaned.encode()


@given(ANY)
def test_what_came_through_once_comes_through_unchanged(given):
    assert text.clean(text.clean(given)) == text.clean(given)
    assert text.one_line(text.one_line(given)) == text.one_line(given)


@given(ANY)
def test_one_line_has_no_line_end(given):
    assert len(text.one_line(given).splitlines()) <= 1


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"])))
def test_ordinary_text_of_any_script_is_left_alone(given):
    assert text.clean(given) == given


@given(st.text(max_size=40), st.integers(1, 30))
def test_a_shortened_text_fits_and_says_that_it_was_cut(given, longest):
    short = text.shorten(given, longest)

    assert len(short) <= longest
    assert short == given or short.endswith("…")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one_line_end(end):
    assert text.clean(f"satu{end}dua") == "satu\ndua"
    assert text.one_line(f"satu{end}dua") == "satu dua"


@pytest.mark.parametrize(
    "sign", ["\0", "\a", "\x1b", "\x7f", "\ufffe", "\uffff", "\ud800", "\U0001ffff"]
)
def test_signs_that_nothing_holds_are_taken_out(sign):
    assert text.clean(f"sa{sign}tu") == "satu"


@pytest.mark.parametrize(
    "kept", ["ꦲꦤꦕꦫꦏ", "报告", "✅📄", "Ḥaqqānī", "a\u200db", "\ufeffa", "a\tb", "👨‍👩‍👧"]
)
def test_scripts_and_signs_stay(kept):
    assert text.clean(kept) == kept


def test_every_text_of_a_definition_is_cleaned():
    content = {"a\x00": ["b\x0bc", 1, None, True, {"d": "\ud800"}]}

    assert text.one_line_each(content) == {"a": ["b c", 1, None, True, {"d": ""}]}


def escape(cleaned: str) -> str:
    return cleaned.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
