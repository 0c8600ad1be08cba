"""What becomes of each question between two versions, and which answers may go with it."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.instruments.changes import Change, ChangeKind, changes
from evaluations.instruments.files import codes, read_instrument
from evaluations.scoring import AnswerType, Kind, ScoringError, read_answer
from tests.evaluations.scoring.test_properties import examples
from tests.evaluations.sheets import ZI_2021, changed, count, indicator, instrument, question

ZI_2014, RB_2014, ZI_2026 = map(read_instrument, ("zi-2014", "rb-2014", "zi-2026"))
UNCHANGED, REWORDED, MOVED, SPLIT, DROPPED, NEW = ChangeKind
HEADS = (Kind.COMPONENT, Kind.AREA)


def asked(text, code, answer_type=AnswerType.ABC):
    return replace(question(code, answer_type), name=text)


def sheet(*questions):
    """Indicators A.1.1 and A.1.2, with these questions below them."""
    headings = ("Standar pelayanan", "Penanganan pengaduan")
    rows = []
    for number, heading in enumerate(headings, start=1):
        (above,) = indicator(f"A.1.{number}", "50")
        rows += [
            replace(above, name=heading),
            *(asked for asked in questions if asked.code.startswith(f"A.1.{number}.")),
        ]
    return instrument(*rows)


def became(old, new):
    """Kind and new codes by old code; what is new stands under the empty one."""
    return {
        change.old: (change.kind, *change.new)
        for change in changes(sheet(*old), sheet(*new))
        if change.kind is not UNCHANGED
    }


# --- what holds for any two versions -----------------------------------------------------------

TEXTS = (
    "Standar pelayanan ditetapkan",
    "Standar pelayanan dimaklumatkan",
    "Standar pelayanan ditetapkan dan dimaklumatkan",
    "Pengaduan ditindaklanjuti",
    "Hasil evaluasi pengaduan ditindaklanjuti",
    "Unit pengelola pengaduan",
)


@st.composite
def versions(draw):
    places = draw(
        st.lists(
            st.sampled_from([f"A.1.{number}.{letter}" for number in (1, 2) for letter in "abcd"]),
            unique=True,
            min_size=1,
        )
    )
    kinds = st.sampled_from([AnswerType.YA_TIDAK, AnswerType.ABC, AnswerType.ABCD])
    return sheet(
        *(asked(draw(st.sampled_from(TEXTS)), place, draw(kinds)) for place in sorted(places))
    )


def is_complete(old, new):
    """Every question and input of both occurs once, and nothing else does."""
    results = changes(old, new)
    before = [change.old for change in results if change.old]
    after = [code for change in results for code in change.new]
    assert len(before) == len(set(before))
    assert len(after) == len(set(after))
    for version, listed in ((old, before), (new, after)):
        assert {node.code for node in version.answerable} <= set(listed)
        assert set(listed) <= {node.code for node in version.nodes if node.kind not in HEADS}


@examples
@given(old=versions(), new=versions())
def test_every_question_of_both_versions_occurs_once(old, new):
    is_complete(old, new)


@examples
@given(version=versions())
def test_a_version_beside_itself_is_unchanged(version):
    assert {change.kind for change in changes(version, version)} == {UNCHANGED}


@examples
@given(old=versions(), new=versions())
def test_an_answer_is_kept_only_where_it_means_the_same(old, new):
    for change in changes(old, new):
        for option in old.node(change.old).options if change.old else ():
            if change.keeps(option.letter):
                (code,) = change.new
                scores = {o.letter: o.score for o in new.node(code).options}
                assert scores[option.letter] == option.score
                assert new.node(code).answer_type is old.node(change.old).answer_type


@pytest.mark.parametrize(("first", "second"), list(permutations(codes(), 2)))
def test_real_versions_compare_completely(first, second):
    is_complete(read_instrument(first), read_instrument(second))


@pytest.mark.parametrize("code", codes())
def test_a_real_version_beside_itself_is_unchanged(code):
    version = read_instrument(code)
    assert {change.kind for change in changes(version, version)} == {UNCHANGED}


def test_a_measured_value_is_kept_while_its_range_stays():
    indicator = "2133"
    old = read_instrument("rb-2023")
    new = ranged(old, indicator, maximum=Decimal(4))

    (change,) = [c for c in changes(old, new) if c.kind is not UNCHANGED]

    assert (change.kind, change.old, change.keeps("3.5")) == (REWORDED, indicator, False)
    (change,) = [c for c in changes(old, old) if c.old == indicator]
    assert change.keeps("3.5")
    assert changes(old, ranged(old, indicator, target=Decimal(3))) == changes(old, old)


def ranged(version, code, **fields):
    """The version with another range for one indicator, in every group."""
    node = version.node(code)
    by_group = tuple(replace(own, measure=replace(own.measure, **fields)) for own in node.by_group)
    changed = replace(node, by_group=by_group)
    return replace(version, nodes=tuple(changed if n.code == code else n for n in version.nodes))


# --- one question ------------------------------------------------------------------------------


def test_the_sheet_of_2026_rewords_the_wealth_reports_alone_and_keeps_every_answer():
    results = changes(ZI_2021, ZI_2026)

    assert [change.old for change in results if change.kind is not UNCHANGED] == [
        f"A.II.5.iii.ii.a{part}" for part in ("", ".1", ".1a", ".1b", ".1c", ".2")
    ]
    assert all(change.keeps_answer and change.new == (change.old,) for change in results)


def test_the_questions_of_2014_are_known_again_under_the_codes_of_2021():
    results = {change.old: change for change in changes(ZI_2014, ZI_2021)}

    assert sum(change.kind is MOVED for change in results.values()) == 74
    assert results["A.I.1.a"] == Change(MOVED, "A.I.1.a", ("A.I.1.i.a",), True, ("Ya", "Tidak"))
    assert results["A.IV.1.b"].new == ("A.I.4.i.b",)  # reworded as well, and with other options
    assert not results["A.IV.1.b"].keeps_answer
    assert results["B.I.2.a"].kind is DROPPED  # audit findings; nothing of 2021 asks for them


def test_a_question_is_reworded_where_it_is_asked_or_answered_in_another_way():
    old = asked("Standar pelayanan ditetapkan", "A.1.1.a")
    options = (*old.options[:2], replace(old.options[2], description="belum ada"))

    for new in (
        replace(old, name="Standar pelayanan sudah ditetapkan"),
        replace(old, options=options),
        asked(old.name, old.code, AnswerType.YA_TIDAK),
    ):
        assert became([old], [new]) == {"A.1.1.a": (REWORDED, "A.1.1.a")}
    reference = replace(old, reference="PermenPANRB lain, h. 1")
    assert became([old], [reference]) == {}


def test_whoever_inserts_a_question_does_not_shift_the_answers():
    old = [asked("Pengaduan ditindaklanjuti", "A.1.2.a"), asked("Unit pengelola", "A.1.2.b")]
    new = [
        asked("Media pengaduan terhubung", "A.1.2.a"),
        asked("Pengaduan masyarakat ditindaklanjuti", "A.1.2.b"),
        asked("Unit pengelola", "A.1.2.c"),
    ]

    assert became(old, new) == {
        "": (NEW, "A.1.2.a"),
        "A.1.2.a": (MOVED, "A.1.2.b"),
        "A.1.2.b": (MOVED, "A.1.2.c"),
    }


def test_the_same_code_under_another_parent_has_moved():
    moved = changed("A.II.5.iii.i.a", parent="A.II.5.iii.ii")

    (change,) = [c for c in changes(ZI_2021, moved) if c.kind is not UNCHANGED]

    assert (change.kind, change.old, change.new) == (MOVED, "A.II.5.iii.i.a", ("A.II.5.iii.i.a",))


def test_a_text_that_stands_twice_is_not_moved_by_its_text_alone():
    old = [asked("Monev", "A.1.1.a")]
    new = [asked("Monev", "A.1.1.b"), asked("Monev", "A.1.2.b")]

    assert became(old, new) == {"A.1.1.a": (MOVED, "A.1.1.b"), "": (NEW, "A.1.2.b")}


def test_a_sheet_written_anew_under_the_same_codes_is_reworded():
    old = [asked("Maklumat", "A.1.1.a"), asked("SOP", "A.1.1.b")]
    new = [
        asked("Unit kerja menyatakan janji kepada publik", "A.1.1.a"),
        asked("Prosedur baku tersedia bagi tiap loket", "A.1.1.b"),
    ]
    more = asked("Kompensasi bagi yang dirugikan", "A.1.1.c")
    same = [asked("Unit pengelola", "A.1.2.a"), asked("Media pengaduan", "A.1.2.b")]

    assert became(old, new) == {q.code: (REWORDED, q.code) for q in old}
    assert became(old, [*new, more])["A.1.1.a"] == (DROPPED,)  # now nothing tells them apart
    assert became([*old, *same], [*new, *same])["A.1.1.a"] == (DROPPED,)  # replaced: others stayed


def test_one_question_that_became_several_is_split_and_asked_anew():
    old = [asked("Standar pelayanan ditetapkan dan dimaklumatkan", "A.1.1.a")]
    new = [
        asked("Standar pelayanan ditetapkan", "A.1.1.a"),
        asked("Standar pelayanan dimaklumatkan", "A.1.1.b"),
    ]

    (change,) = changes(sheet(*old), sheet(*new))

    assert change == Change(SPLIT, "A.1.1.a", ("A.1.1.a", "A.1.1.b"))
    assert not change.keeps("A")
    new = [asked("Sudah dibahas", "A.1.1.a.1"), asked("Sudah diumumkan", "A.1.1.a.2")]
    assert became(old, [replace(q, parent="A.1.1") for q in new]) == {
        "A.1.1.a": (SPLIT, "A.1.1.a.1", "A.1.1.a.2")
    }


def test_what_repeats_a_question_elsewhere_is_no_part_of_it():
    old = [asked("Hasil evaluasi pengaduan ditindaklanjuti", "A.1.2.a")]
    new = [
        asked("Evaluasi standar pelayanan ditindaklanjuti", "A.1.1.a"),
        asked("Pengaduan ditindaklanjuti", "A.1.2.b"),
    ]

    assert SPLIT not in [kind for kind, *_ in became(old, new).values()]


def test_an_input_never_becomes_a_question():
    due = replace(count("A.1.1.a.1"), name="Pengaduan yang masuk")
    old = instrument(*indicator("A.1.1", "100", due))
    new = instrument(*indicator("A.1.1", "100", asked(due.name, "A.1.1.b"), asked("", due.code)))

    assert [change.kind for change in changes(old, new)] == [NEW, NEW, DROPPED]


def test_a_kept_answer_can_be_read_by_the_new_version():
    for change in changes(ZI_2014, ZI_2021):
        for option in ZI_2014.node(change.old).options if change.keeps_answer else ():
            if change.keeps(option.letter):
                assert read_answer(ZI_2021, change.new[0], option.letter) == option.letter
            else:
                with pytest.raises(ScoringError):
                    read_answer(ZI_2021, change.new[0], option.letter)
