"""What each row of a sheet was taken for: sure, in doubt between questions, or none of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from evaluations.scoring import InstrumentSpec

from .alignment import Place
from .clues import Clue
from .codes import parts_of_node
from .matching import SURE, match
from .order import is_filled_in, printed

ALIKE = 0.3  # nearness from which words, and not the place alone, say which question it is
UNLIKE = 0.1  # nearness below which a sentence is about something else
HINT = 0.2  # nearness that a row needs besides its place and its number or type
SENTENCE = 4  # words from which a text says anything by being unlike
PHRASE = 2  # and beside a code, on a sheet whose words mostly bear its codes out
SPEAKING = 0.85  # share of the rows that are like their questions, where being unlike says anything
PLAIN, PLAINER = 0.6, 0.2  # nearness that stands without the order, and its lead over any other
CLAIM, CLAIM_BY = (
    0.5,
    0.25,
)  # nearness to another question, and its lead, that a code cannot outweigh
DISTRUST = 0.2  # share of the coded rows whose words differ, from which no code stands alone
NEIGHBOURS = 25  # nodes between two rows from which on they say nothing of each other's order
ORDERED = 0.6  # share of the rows that follow each other from which a sheet has an order
RECOGNISED = 0.75  # share of the rows with an answer, below which the sheet may be another
FOREIGN = 0.5, 0.3  # nearness to other questions, and share of the rows, that make codes worthless


class How(StrEnum):
    """What a row was recognised by."""

    CODE = "code"
    CELL = "cell"
    ORDER = "order"
    WORDS = "words"


@dataclass(frozen=True)
class Decided:
    """``code`` is blank where the row is none of the questions; ``rivals`` where it may be several.

    ``is_contrary``: its code or number says one question, and its words another.
    """

    clue: Clue
    code: str = ""
    how: How = How.ORDER
    similarity: float = 0.0
    rivals: tuple[str, ...] = ()
    is_contrary: bool = False


def decide(clues: Sequence[Clue], instrument: InstrumentSpec) -> list[Decided]:
    """Headings and blank rows that are no question are left out."""
    if _codes_mislead(clues):
        clues = [_without_code(clue) for clue in clues]
    judge = _Judge(clues, match(clues, instrument), instrument)
    return [one for at in range(len(clues)) if (one := judge.row(at)) is not None]


class _Judge:
    """Looks at each place once more: what the whole sheet shows may speak against it."""

    def __init__(
        self, clues: Sequence[Clue], places: Sequence[Place], instrument: InstrumentSpec
    ) -> None:
        self.clues, self.places, self.instrument = clues, places, instrument
        self.nodes = printed(instrument)
        self.questions = {node.code for node in self.nodes if is_filled_in(node)}
        self.codes = [self._code(place) for place in places]
        self.nearest: dict[str, float] = {}
        for clue in clues:
            for code, near in clue.near.items():
                self.nearest[code] = max(self.nearest.get(code, 0.0), near)
        self.is_ordered = self._is_ordered()
        self.speaks = self._speaks()
        self.is_strange = self._is_strange()
        self.contrary = {at for at in range(len(clues)) if self._is_contrary(at)}
        self.contrary |= self._distrusted()
        self.tainted = self._tainted()

    def row(self, at: int) -> Decided | None:
        """None for a row that has nothing to ask back."""
        clue, code = self.clues[at], self.codes[at]
        decided = self._decided(at) if code else Decided(clue)
        is_sure = bool(decided.code) and not decided.is_contrary
        return decided if is_sure or clue.answer is not None else None

    def _decided(self, at: int) -> Decided:
        clue, code = self.clues[at], self.codes[at]
        how, near = self._how(at), clue.near.get(code, 0.0)
        if at in self.contrary or self._may_be_shifted(at):
            if how is How.CODE:
                return Decided(clue, code, how, near, is_contrary=True)
            return Decided(clue, rivals=(code,))
        if self.places[at].margin < SURE or not self._stands(at, how):
            return Decided(clue, rivals=self._rivals(at))
        return Decided(clue, code, how, near)

    def _code(self, place: Place) -> str:
        """The question at a place; blank for a heading, and where there is none."""
        node = self.nodes[place.node] if place.node is not None else None
        return node.code if node is not None and is_filled_in(node) else ""

    def _how(self, at: int) -> How:
        clue, code = self.clues[at], self.codes[at]
        if code in clue.codes | clue.path:
            return How.CODE
        return How.WORDS if clue.near.get(code, 0.0) >= ALIKE else How.ORDER

    def _stands(self, at: int, how: How) -> bool:
        """Whether something beside its place says so: its code, its neighbours or its words."""
        if how is How.CODE:
            return True
        if self.is_strange and self.clues[at].near.get(self.codes[at], 0.0) < PLAIN:
            return False
        if how is How.ORDER and self.speaks and not self._is_hinted(at):
            return False
        return (self.is_ordered and self._in_order(at)) or self._is_plain(at)

    def _is_hinted(self, at: int) -> bool:
        """Whether its words say a little, and its number or the type it asks for says so too."""
        clue, node = self.clues[at], self.instrument.node(self.codes[at])
        numbered = clue.token[-1:] == parts_of_node(node)[-1:]
        asked = clue.asked is not None and clue.asked is node.answer_type
        return (numbered or asked) and clue.near.get(node.code, 0.0) >= HINT

    def _rivals(self, at: int) -> tuple[str, ...]:
        place = self.places[at]
        other = self.nodes[place.runner_up].code if place.runner_up is not None else ""
        return tuple(code for code in (self.codes[at], other) if code in self.questions)

    def _is_ordered(self) -> bool:
        """Whether the sheet keeps to the printed order, in one piece or in several."""
        nodes = [place.node for place in self.places if place.node is not None]
        steps = [0 < after - before <= NEIGHBOURS for before, after in pairwise(nodes)]
        return sum(steps) > ORDERED * len(steps)

    def _in_order(self, at: int) -> bool:
        """Whether a row next to this one is a question next to the one that this is taken for."""
        own = self.places[at].node or 0
        above = next((p.node for p in reversed(self.places[:at]) if p.node is not None), None)
        below = next((p.node for p in self.places[at + 1 :] if p.node is not None), None)
        return (above is not None and 0 < own - above <= NEIGHBOURS) or (
            below is not None and 0 < below - own <= NEIGHBOURS
        )

    def _is_plain(self, at: int) -> bool:
        """Whether its words alone say which question it is."""
        near = self.clues[at].near.get(self.codes[at], 0.0)
        return near >= PLAIN and near - self._other(at) >= PLAINER

    def _other(self, at: int) -> float:
        """The nearness to the nearest other question."""
        near = self.clues[at].near
        others = (near.get(code, 0.0) for code in self.questions if code != self.codes[at])
        return max(others, default=0.0)

    def _speaks(self) -> bool:
        """Whether this sheet words its questions so that a sentence can be unlike one of them."""
        near = [
            clue.near.get(code, 0.0)
            for clue, code in zip(self.clues, self.codes, strict=True)
            if code and clue.text
        ]
        return sum(one >= UNLIKE for one in near) >= SPEAKING * len(near) > 0

    def _is_strange(self) -> bool:
        """Whether much of it has no place: the sheet may be one of another instrument."""
        sure = [
            bool(code) and place.margin >= SURE
            for clue, code, place in zip(self.clues, self.codes, self.places, strict=True)
            if clue.answer is not None
        ]
        return sum(sure) < RECOGNISED * len(sure)

    def _is_contrary(self, at: int) -> bool:
        """Whether its words are about something else, or ask another question best of all."""
        clue, code = self.clues[at], self.codes[at]
        is_coded = self._is_coded(at)
        if not code or not clue.text or not (self.speaks or is_coded):
            return False
        own = clue.near.get(code, 0.0)
        fewest = PHRASE if is_coded and self.speaks else SENTENCE
        if own < UNLIKE and len(clue.text.split()) >= fewest:
            return True
        claim = ALIKE if is_coded and own < ALIKE else CLAIM
        return any(
            near >= max(claim, own + CLAIM_BY, self.nearest[other])
            for other, near in clue.near.items()
            if other in self.questions and other != code
        )

    def _is_coded(self, at: int) -> bool:
        return self.codes[at] in self.clues[at].codes | self.clues[at].path

    def _distrusted(self) -> set[int]:
        """Where the words beside many codes differ, each code whose words do not bear it out."""
        coded = [at for at, clue in enumerate(self.clues) if clue.text and self._is_coded(at)]
        near = {at: self.clues[at].near.get(self.codes[at], 0.0) for at in coded}
        differing = [at for at in coded if at in self.contrary or near[at] < UNLIKE]
        if len(differing) <= DISTRUST * len(coded):
            return set()
        return {at for at in coded if near[at] < max(ALIKE, self._other(at))}

    def _tainted(self) -> set[str]:
        """The headings under which some row is about something else: numbers may be shifted."""
        asked = Counter(
            code
            for clue, code in zip(self.clues, self.codes, strict=True)
            if code and clue.answer is not None
        )
        tainted = {self._parent(self.codes[at]) for at in self.contrary}
        tainted |= {self._parent(code) for code, times in asked.items() if times > 1}
        counts = any(clue.token for clue in self.clues)
        above, strange = "", False
        for clue, code in zip(self.clues, self.codes, strict=True):
            if not code:
                strange = strange or (clue.answer is not None and (bool(clue.token) or not counts))
                continue
            if strange:
                tainted |= {self._parent(code), above}
            above, strange = self._parent(code), False
        return tainted | ({above} if strange else set())

    def _parent(self, code: str) -> str:
        return self.instrument.node(code).parent

    def _may_be_shifted(self, at: int) -> bool:
        """Whether numbers around it cannot be trusted, and its own words do not bear it out."""
        clue, code = self.clues[at], self.codes[at]
        parent = self._parent(code)
        if parent not in self.tainted:
            return False
        if not self.speaks or not clue.text:
            return self._how(at) is not How.CODE
        own = clue.near.get(code, 0.0)
        others = [one.code for one in self.instrument.children[parent] if one.code != code]
        nearer = self._is_coded(at) and self._other(at) > own
        return own < ALIKE or nearer or any(clue.near.get(one, 0.0) >= own for one in others)


def _without_code(clue: Clue) -> Clue:
    nothing: frozenset[str] = frozenset()
    return replace(clue, codes=nothing, path=nothing, is_strange=False, token=())


def _codes_mislead(clues: Sequence[Clue]) -> bool:
    """Whether the codes are those of another instrument: the words beside them speak for others."""
    coded = [clue for clue in clues if clue.codes and clue.text]
    strange = 0
    for clue in coded:
        own = max(clue.near.get(code, 0.0) for code in clue.codes)
        best = max(clue.near.values(), default=0.0)
        strange += best >= FOREIGN[0] and own < best / 2
    return strange > FOREIGN[1] * len(coded)
