"""Which row is which question: weighs every clue, then lays the rows along the nodes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evaluations.scoring import AnswerType, InstrumentSpec, Kind, NodeSpec
from evaluations.scoring.tree import CHOICES
from reformasi.sheets.grids import Cell

from .alignment import Place, Prices, align
from .clues import Clue
from .codes import Parts, parts_of_node
from .columns import LETTERS, is_answer
from .order import is_filled_in, printed

# What a clue counts, in one coin; set on sheets of many layouts (see ADR 127). A match that rests
# on less than SURE over the next best reading is asked back.
SURE = 2.0
CODE, OTHER_CODE, STRANGE_CODE = 12.0, -12.0, -9.0
PATH, OTHER_PATH = 5.0, -1.0
TOKEN, OTHER_TOKEN, LONGER_TOKEN = 2.5, -2.5, 1.0
NEAR, NOT_NEAR, FAR, AROUND = 10.0, -1.0, -5.0, 3.0
ASKED, OTHER_ASKED, NOT_ASKED = 2.0, -6.0, -2.0
JUDGED, OTHER_JUDGED = 1.0, -2.0
WEIGHED, OTHER_WEIGHT, NOT_WEIGHED = 2.5, -2.0, -0.5
FITS, MISFIT, OTHER_SORT, BLANK = 0.5, -1.5, -4.0, -0.3
LIKE, SPEAKING = 0.3, 0.75  # nearness of a text, and share of the texts, where being far counts
NOTHING_NEAR = 0.05  # nearness from which two texts have something in common


@dataclass(frozen=True)
class Fact:
    """What a node looks like on a sheet. An only child may share one row with its parent."""

    node: NodeSpec
    tokens: frozenset[str]
    parts: Parts
    weights: frozenset[Decimal]
    above: tuple[str, ...]
    letters: frozenset[str]
    is_heading: bool


def facts_of(instrument: InstrumentSpec) -> list[Fact]:
    """One for each node, in printed order."""
    facts = {}
    for siblings in instrument.children.values():
        for position, node in enumerate(siblings, start=1):
            facts[node.code] = _fact(instrument, node, position, only=len(siblings) == 1)
    return [facts[node.code] for node in printed(instrument)]


def _fact(instrument: InstrumentSpec, node: NodeSpec, position: int, *, only: bool) -> Fact:
    parts = parts_of_node(node)
    tokens, weights = {parts[-1], str(position)}, {node.weight}
    above, parent = [], instrument.by_code.get(node.parent)
    if only and parent is not None and is_filled_in(node):
        tokens.add(parts_of_node(parent)[-1])
        weights.add(parent.weight)
    while parent is not None:
        above.append(parent.code)
        parent = instrument.by_code.get(parent.parent)
    return Fact(
        node=node,
        tokens=frozenset(tokens),
        parts=parts,
        weights=frozenset(weight for weight in weights if weight is not None),
        above=tuple(above),
        letters=frozenset(option.letter.casefold() for option in node.options),
        is_heading=not is_filled_in(node),
    )


def match(clues: Sequence[Clue], instrument: InstrumentSpec) -> list[Place]:
    """A place for each row, in the printed order."""
    facts = facts_of(instrument)
    sheet = Sheet(
        asks=any(clue.asked for clue in clues),
        weighs=any(clue.weight for clue in clues),
        speaks=_speaks(clues),
    )
    scores = [[weigh(clue, fact, sheet) for fact in facts] for clue in clues]
    return align(
        scores, Prices([_row_price(clue) for clue in clues], [_node_price(f) for f in facts], JUMP)
    )


@dataclass(frozen=True)
class Sheet:
    """Which clues this sheet gives at all: only then it says something that a row lacks them."""

    asks: bool
    weighs: bool
    speaks: bool


JUMP = 6.0


def _speaks(clues: Sequence[Clue]) -> bool:
    """Whether most texts are like some question or heading: cut short, they say little."""
    near = [max(clue.near.values(), default=0.0) for clue in clues if clue.text]
    return sum(one >= LIKE for one in near) >= SPEAKING * len(near)


def _row_price(clue: Clue) -> float:
    return 1.5 if is_answer(clue.answer) else 0.2


def _node_price(fact: Fact) -> float:
    if fact.is_heading:
        return 0.5
    return 0.4 if fact.node.answer_type is AnswerType.PERCENT else 1.2


def weigh(clue: Clue, fact: Fact, sheet: Sheet) -> float:
    """How much speaks for this row being this node."""
    return (
        _by_code(clue, fact)
        + _by_text(clue, fact, sheet)
        + _by_type(clue, fact, sheet)
        + _by_weight(clue, fact, sheet)
        + _by_answer(clue.answer, fact)
    )


def _by_code(clue: Clue, fact: Fact) -> float:
    code = fact.node.code
    if clue.codes:
        if code not in clue.codes:
            return OTHER_CODE
        return CODE if len(clue.codes) == 1 else CODE / 2
    if clue.is_strange:
        return STRANGE_CODE
    points = 0.0
    if clue.path:
        points += PATH if code in clue.path else OTHER_PATH
    if clue.token:
        last = clue.token[-1]
        if last not in fact.tokens:
            points += OTHER_TOKEN if fact.node.kind is not Kind.INPUT else OTHER_TOKEN / 2
        else:
            points += TOKEN
            more = len(clue.token) - 1
            if more and fact.parts[-more - 1 : -1] == clue.token[:-1]:
                points += LONGER_TOKEN * more
    return points


def _by_text(clue: Clue, fact: Fact, sheet: Sheet) -> float:
    if not clue.text:
        return 0.0
    near = clue.near.get(fact.node.code, 0.0)
    apart = FAR if sheet.speaks else NOT_NEAR
    points = NEAR * near + NOT_NEAR if near >= NOTHING_NEAR else apart
    if clue.around:
        points += AROUND * max((clue.around.get(code, 0.0) for code in fact.above), default=0.0)
    return points


def _by_type(clue: Clue, fact: Fact, sheet: Sheet) -> float:
    points = 0.0
    if clue.asked:
        points += ASKED if clue.asked is fact.node.answer_type else OTHER_ASKED
    elif sheet.asks:
        points += ASKED / 2 if fact.is_heading else NOT_ASKED
    if clue.judged and fact.node.answer_type in CHOICES | {None}:
        points += JUDGED if clue.judged is fact.node.answer_type else OTHER_JUDGED
    return points


def _by_weight(clue: Clue, fact: Fact, sheet: Sheet) -> float:
    if clue.weight is None:
        return NOT_WEIGHED if sheet.weighs and fact.is_heading else 0.0
    if not fact.weights:
        return OTHER_WEIGHT
    return WEIGHED if clue.weight in fact.weights else OTHER_WEIGHT


def _by_answer(answer: Cell, fact: Fact) -> float:
    if answer is None:
        return 0.0 if fact.is_heading else BLANK
    letter = LETTERS.match(answer) if isinstance(answer, str) else None
    if fact.is_heading:
        return OTHER_SORT if letter else MISFIT
    if fact.node.answer_type in CHOICES:
        if letter is None:
            return OTHER_SORT if is_answer(answer) else MISFIT
        return FITS if letter[1].casefold() in fact.letters else MISFIT
    return OTHER_SORT if letter else FITS if is_answer(answer) else MISFIT
