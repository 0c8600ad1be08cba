"""What became of each question between two versions of a sheet. Pure: no database, no clock.

Why not by code alone: ADR 123. An old and a new question are one, in this order, each of them once:

1. they have the same code and the same text;
2. they have the same text, which nobody else has (A.I.2.a became A.I.1.ii.a);
3. their texts share a term and are alike, the most alike first: to 0.75, four fifths of it for the
   question and one for its heading, or to 0.6 under the same code. Measured on the sheets of 2014
   and 2021, where this finds 74 of 84 again, none of them wrongly;
4. they have the same code and type of answer in an indicator that kept all its codes, where most
   texts of the sheet were written anew.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from evaluations.scoring import InstrumentSpec, Kind, NodeSpec

UNDER_ANOTHER_CODE = 0.75
UNDER_THE_SAME_CODE = 0.6
WRITTEN_ANEW = 0.5
"""A sheet of which fewer questions than this share are known again by their texts."""
HEADING = 0.2
"""How much of a likeness is that of the headings."""
CONTAINED = 2 / 3
"""The share of a part's terms that stood in the question which was split."""
PARTICLES = frozenset({"dan", "yang", "dari", "pada", "atau", "untuk", "oleh", "dalam", "dengan"})


class ChangeKind(StrEnum):
    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    MOVED = "moved"
    SPLIT = "split"
    DROPPED = "dropped"
    NEW = "new"


@dataclass(frozen=True)
class Change:
    """What became of one question or input.

    Without ``old`` it is new, without ``new`` it was dropped; only a split one became several.
    The old answer may stand under the new question where it ``keeps`` it: the type, or the range of
    what is measured, is the same, and of the options those ``letters`` are still there, with the
    score that they had. An answer to a question that was split is asked anew.
    """

    kind: ChangeKind
    old: str = ""
    new: tuple[str, ...] = ()
    keeps_answer: bool = False
    letters: tuple[str, ...] = ()

    def keeps(self, answer: str) -> bool:
        return self.keeps_answer and (not self.letters or answer in self.letters)


@dataclass(frozen=True)
class _Question:
    node: NodeSpec
    text: str
    heading: str
    siblings: frozenset[str]

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def key(self) -> tuple[Kind, str]:
        return self.node.kind, self.text

    @cached_property
    def terms(self) -> frozenset[str]:
        letters = "".join(sign if sign.isalnum() else " " for sign in self.text)
        return frozenset(term for term in letters.split() if len(term) > 2) - PARTICLES


_Questions = Sequence[_Question]
_Pairs = dict[str, _Question]
"""The new question by the code of the old one."""


def changes(old: InstrumentSpec, new: InstrumentSpec) -> tuple[Change, ...]:
    """Each question and input of both, once: those of ``new`` as printed, then the dropped."""
    before, after = _questions(old), _questions(new)
    pairs = _pairs(before, after)
    parts = _parts(before, after, pairs)
    results = {
        partner.code: _change(question, partner)
        for question in before
        if (partner := pairs.get(question.code)) and question.code not in parts
    }
    for code, split in parts.items():
        results[split[0]] = Change(ChangeKind.SPLIT, code, split)
    gone = {question.code for question in before} - pairs.keys() - parts.keys()
    taken = {code for change in results.values() for code in change.new}
    results |= {
        question.code: Change(ChangeKind.NEW, new=(question.code,))
        for question in after
        if question.code not in taken
    }
    return (
        *(results[question.code] for question in after if question.code in results),
        *(Change(ChangeKind.DROPPED, q.code) for q in before if q.code in gone),
    )


def _questions(instrument: InstrumentSpec) -> list[_Question]:
    answerable = {node.code for node in instrument.answerable}
    questions = []
    for node in instrument.nodes:
        if node.code in answerable or node.kind in (Kind.QUESTION, Kind.INPUT):
            above = instrument.by_code.get(node.parent)
            siblings = frozenset(child.code for child in instrument.children[node.parent])
            heading = _plain(above.name) if above else ""
            questions.append(_Question(node, _plain(node.name), heading, siblings))
    return questions


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _change(old: _Question, new: _Question) -> Change:
    kind = ChangeKind.UNCHANGED
    if old.code != new.code or old.node.parent != new.node.parent:
        kind = ChangeKind.MOVED
    elif old.text != new.text or _asks(old.node) != _asks(new.node):
        kind = ChangeKind.REWORDED
    scores = {option.letter: option.score for option in old.node.options}
    letters = tuple(
        option.letter
        for option in new.node.options
        if option.score is not None and scores.get(option.letter) == option.score
    )
    same_type = _range(old.node) == _range(new.node)
    keeps = same_type and bool(letters or not scores)
    return Change(kind, old.code, (new.code,), keeps, letters if keeps else ())


def _asks(node: NodeSpec) -> tuple[object, ...]:
    """How a question is answered."""
    return (*_range(node), *((o.letter, o.score, _plain(o.description)) for o in node.options))


def _range(node: NodeSpec) -> tuple[object, ...]:
    """Of what type an answer is, and for what is measured within what, whatever the target."""
    measures = [(own.group, own.measure) for own in node.by_group] or [("", node.measure)]
    ends = ((group, m.minimum, m.maximum) if m else group for group, m in measures)
    return (node.answer_type, *ends)


# --- pairs -------------------------------------------------------------------------------------


def _pairs(before: _Questions, after: _Questions) -> _Pairs:
    pairs: _Pairs = {}
    for rule in (_by_code_and_text, _by_text, _by_likeness, _by_code):
        if rule is _by_code and len(pairs) >= WRITTEN_ANEW * len(before):
            break
        taken = {question.code for question in pairs.values()}
        pairs |= rule(
            [question for question in before if question.code not in pairs],
            [question for question in after if question.code not in taken],
        )
    return pairs


def _by_code_and_text(before: _Questions, after: _Questions) -> _Pairs:
    new = {(question.code, question.key): question for question in after}
    return {q.code: new[q.code, q.key] for q in before if (q.code, q.key) in new}


def _by_text(before: _Questions, after: _Questions) -> _Pairs:
    times = [Counter(question.key for question in side) for side in (before, after)]
    new = {question.key: question for question in after}
    return {q.code: new[q.key] for q in before if all(side[q.key] == 1 for side in times)}


def _by_likeness(before: _Questions, after: _Questions) -> _Pairs:
    pairs: _Pairs = {}
    taken = set()
    for _, _, old, new in sorted(_likenesses(before, after)):
        if before[old].code not in pairs and new not in taken:
            pairs[before[old].code] = after[new]
            taken.add(new)
    return pairs


def _likenesses(before: _Questions, after: _Questions) -> Iterator[tuple[float, bool, int, int]]:
    """Pairs that are alike enough; sorted, the most alike come first, then those of one code."""
    texts = SequenceMatcher(autojunk=False)
    for place, new in enumerate(after):
        texts.set_seq2(new.text)
        for position, old in enumerate(before):
            moved = old.code != new.code
            enough = UNDER_ANOTHER_CODE if moved else UNDER_THE_SAME_CODE
            least = (enough - HEADING) / (1 - HEADING)
            texts.set_seq1(old.text)
            strangers = old.terms.isdisjoint(new.terms)
            if strangers or old.node.kind is not new.node.kind or texts.quick_ratio() < least:
                continue
            headings = SequenceMatcher(None, old.heading, new.heading, autojunk=False).ratio()
            likeness = (1 - HEADING) * texts.ratio() + HEADING * headings
            if likeness >= enough:
                yield -likeness, moved, position, place


def _by_code(before: _Questions, after: _Questions) -> _Pairs:
    """Nothing tells a question written anew from another one in its place, but that all were."""
    new = {(q.code, q.node.kind, q.node.answer_type, q.siblings): q for q in after}
    keys = ((q.code, q.node.kind, q.node.answer_type, q.siblings) for q in before)
    return {key[0]: new[key] for key in keys if key in new}


# --- splits ------------------------------------------------------------------------------------


def _parts(before: _Questions, after: _Questions, pairs: _Pairs) -> dict[str, tuple[str, ...]]:
    """The new codes of each old question that became several, as printed."""
    partners = {question.code for question in pairs.values()}
    free = [question for question in after if question.code not in partners]
    split: dict[str, tuple[str, ...]] = {}
    for old in before:
        partner = pairs.get(old.code)
        if partner and partner.text == old.text:
            continue
        possible = [question for question in free if _may_be_part(question, old)]
        for parent in [partner.node.parent] if partner else _parents(possible):
            beside = [question for question in possible if question.node.parent == parent]
            candidates = [partner, *beside] if partner else beside
            codes = {part.code for part in candidates if _is_part(part, old, candidates)}
            if len(codes) > 1:
                split[old.code] = tuple(q.code for q in after if q.code in codes)
                free = [question for question in free if question.code not in codes]
                break
    return split


def _parents(questions: _Questions) -> list[str]:
    return list(dict.fromkeys(question.node.parent for question in questions))


def _may_be_part(new: _Question, old: _Question) -> bool:
    """Whether what it asks stood in the old question, or its code stands below the old one."""
    if new.node.kind is not old.node.kind:
        return False
    contained = len(new.terms & old.terms) >= CONTAINED * len(new.terms) > 0
    return contained or new.code.startswith(f"{old.code}.")


def _is_part(part: _Question, old: _Question, parts: _Questions) -> bool:
    """Whether it asks something of the old question that no other part asks."""
    others = frozenset[str]().union(*(other.terms for other in parts if other is not part))
    return bool((part.terms & old.terms) - others) or part.code.startswith(f"{old.code}.")
