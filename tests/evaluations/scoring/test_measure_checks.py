"""Tables of measured indicators that make no sense are found and named, group by group."""

from dataclasses import replace
from decimal import Decimal

import pytest

from evaluations.instruments.files import read_instrument
from evaluations.scoring import (
    AnswerType,
    DuplicateCode,
    GradeSpec,
    Kind,
    MeasureSpec,
    MisplacedAnswerType,
    MisplacedCoefficient,
    MisplacedNode,
    MissingRange,
    NodeSpec,
    TargetOutOfRange,
    UnexpectedRange,
    UnexpectedWeight,
    UngradedIndex,
    UnknownGroup,
    WeightsDoNotAddUp,
    WrongMultiplier,
    WrongRange,
    faults,
)

RB_2023 = read_instrument("rb-2023")
KL = RB_2023.for_group("kl")
HUNDRED = MeasureSpec(Decimal(0), Decimal(100))


def changed(code, instrument=KL, **fields):
    nodes = tuple(replace(n, **fields) if n.code == code else n for n in instrument.nodes)
    return replace(instrument, nodes=nodes)


def measured(code, **fields):
    return changed(code, measure=replace(KL.node(code).measure, **fields))


def added(node):
    return replace(KL, nodes=(*KL.nodes, node))


def graded(*grades):
    return replace(KL, grades=tuple(GradeSpec(*grade[:3], "", *grade[3:]) for grade in grades))


def in_group(code, in_, **fields):
    """rb-2023 with the row of one node in one group different."""
    rows = RB_2023.node(code).by_group
    return changed(
        code,
        RB_2023,
        by_group=tuple(replace(own, **fields) if own.group == in_ else own for own in rows),
    )


SECOND = NodeSpec(
    "lain", Kind.QUESTION, "2125", answer_type=AnswerType.COEFFICIENT,
    measure=MeasureSpec(Decimal(-1), Decimal(0)),
)  # fmt: skip
BELOW = NodeSpec("2134.a", Kind.INDICATOR, "2134", weight=Decimal(4))
ALL, EIGHTY, NONE = Decimal(110), Decimal(80), None

FAULTS = [
    (changed("2134", measure=None), MissingRange, "2134"),
    (changed("koefisien", measure=None), MissingRange, "koefisien"),
    (measured("2134", minimum=Decimal(5)), WrongRange, "2134"),
    (measured("2134", minimum=Decimal(-1)), WrongRange, "2134"),
    (measured("koefisien", maximum=Decimal(1)), WrongRange, "koefisien"),
    (measured("2154", target=Decimal(5)), TargetOutOfRange, "2154"),
    (measured("2134", target=Decimal(0)), TargetOutOfRange, "2134"),
    (changed("2127", measure=HUNDRED), UnexpectedRange, "2127"),
    (measured("2131", multiplied_by="2199"), WrongMultiplier, "2131"),
    (measured("2131", multiplied_by="2131"), WrongMultiplier, "2131"),
    (measured("2131", multiplied_by="2127"), WrongMultiplier, "2131"),
    (measured("2131", multiplied_by="koefisien"), WrongMultiplier, "2131"),
    (measured("2136", multiplied_by="2152"), WrongMultiplier, "2152"),  # in a circle
    (measured("koefisien", multiplied_by="2136"), WrongMultiplier, "koefisien"),
    (changed("2127", answer_type=AnswerType.MEASURED), MisplacedAnswerType, "2127"),
    (changed("2134", answer_type=AnswerType.ABC), MisplacedAnswerType, "2134"),
    (changed("2134", kind=Kind.QUESTION), MisplacedAnswerType, "2134"),
    (added(BELOW), MisplacedNode, "2134.a"),
    (changed("2134", parent=""), MisplacedNode, "2134"),
    (changed("koefisien", parent="2134"), MisplacedNode, "koefisien"),
    (changed("koefisien", parent="2127"), MisplacedCoefficient, "koefisien"),
    (added(SECOND), MisplacedCoefficient, "lain"),
    (changed("2134", weight=Decimal("4.5")), WeightsDoNotAddUp, "2127"),
    (replace(KL, top=Decimal(120)), WeightsDoNotAddUp, "rb-2023"),
    (replace(KL, grades=()), UngradedIndex, "rb-2023"),
    (
        replace(KL, nodes=tuple(n for n in KL.nodes if n.code != "koefisien")),
        UngradedIndex,
        "rb-2023",
    ),
    (graded(("A", EIGHTY, Decimal(100)), ("D", NONE, EIGHTY)), UngradedIndex, "rb-2023"),
    (graded(("A", Decimal(81), ALL), ("D", NONE, EIGHTY)), UngradedIndex, "rb-2023"),
    (graded(("A", EIGHTY, ALL)), UngradedIndex, "rb-2023"),
    (graded(("A", EIGHTY, ALL, True), ("D", NONE, ALL)), UngradedIndex, "rb-2023"),
    (graded(("A", NONE, ALL, True)), UngradedIndex, "rb-2023"),
    (in_group("2134", "provinsi", weight=Decimal(5)), WeightsDoNotAddUp, "2127 (provinsi)"),
    (in_group("2134", "provinsi", group="desa"), UnknownGroup, "desa"),
    (in_group("2134", "provinsi", group="kl"), DuplicateCode, "2134"),
    (in_group("2127", "kabupaten", group="kl"), MisplacedNode, "2133 (kabupaten)"),
    (in_group("2154", "kl", measure=None), MissingRange, "2154 (kl)"),
    (changed("2134", RB_2023, weight=Decimal(4)), UnexpectedWeight, "2134"),
    (changed("2134", RB_2023, measure=HUNDRED), UnexpectedRange, "2134"),
    (
        replace(RB_2023, groups=(*RB_2023.groups, RB_2023.groups[0])),
        DuplicateCode,
        "kl",
    ),
]


@pytest.mark.parametrize(
    ("instrument", "fault", "code"), FAULTS, ids=[f"{f.__name__}-{c}" for _, f, c in FAULTS]
)
def test_a_fault_in_what_is_measured_is_found_and_named(instrument, fault, code):
    errors = [(type(error), error.code) for error in faults(instrument)]

    assert (fault, code) in errors
    assert all(str(error) for error in faults(instrument))


def test_a_ladder_without_targets_is_enough():
    assert faults(graded(("A", EIGHTY, ALL), ("D", NONE, EIGHTY))) == []
