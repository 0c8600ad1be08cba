"""How far a sheet is from each predicate, and the cheapest way there (laporan kesenjangan)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.verdicts import PredicateLines
from evaluations.scoring import NodeSpec, provisional
from evaluations.scoring.way import Change, Need, Way, find_way
from reformasi.documents.registry import Content
from reformasi.organisation.models import Unit
from reformasi.ui.templatetags.ui import decimal_id

from .common import head, predicate


def build(layer: AssessmentLayer, unit: Unit) -> Content:
    """Everything that the report shows, as plain data."""
    sheet = Sheet(layer)
    gaps = [_gap(sheet, lines) for lines in sheet.standing.predicates]
    return head(sheet) | {"title": _("Laporan kesenjangan menuju predikat"), "gaps": gaps}


def _gap(sheet: Sheet, lines: PredicateLines) -> Content:
    content = predicate(lines)
    return content | {"way": None if lines.is_met else _way(sheet, lines)}


def _way(sheet: Sheet, lines: PredicateLines) -> Content:
    """The raises that meet every rule, by area; or the least that other answers would have to be.

    Inputs that contradict each other count as the page counts them. That an earlier predicate is
    held is no question of the sheet, so it is taken for granted here.
    """
    specification = sheet.specification
    ladder = specification.predicates
    below = ladder[: ladder.index(lines.predicate)]
    values = {
        code: answer.value
        for code, answer in sheet.answers.items()
        if answer.value and code not in sheet.wrong
    }
    way = find_way(specification, values, lines.predicate, prior=below[-1] if below else None)
    raised = values | {change.code: change.new for change in way.changes}
    return {
        "is_feasible": way.feasible,
        "questions": len(way.changes),
        "steps": sum(change.steps for change in way.changes),
        "total": str(provisional(specification, raised).result.total),
        "areas": _areas(sheet, way),
        "needs": [_need(sheet, lines, need) for need in way.needs],
    }


def _areas(sheet: Sheet, way: Way) -> list[Content]:
    """The raises in printed order, by the area in which they stand."""
    areas: dict[str, list[Content]] = {}
    for change in way.changes:
        question = sheet.questions[change.code]
        areas.setdefault(question.area, []).append(_change(question.node, change))
    return [
        {"code": code, "name": sheet.specification.node(code).name, "changes": changes}
        for code, changes in areas.items()
    ]


def _change(node: NodeSpec, change: Change) -> Content:
    texts = {option.letter: option.description for option in node.options}

    def in_words(letter: str) -> str:
        return f"{letter}: {texts[letter]}" if texts.get(letter) else letter

    return {
        "code": node.code,
        "text": node.name,
        "old": in_words(change.old) if change.old else "",
        "new": in_words(change.new),
        "steps": change.steps,
    }


def _need(sheet: Sheet, lines: PredicateLines, need: Need) -> Content:
    rules = {rule.outcome.rule_code: rule.label for rule in lines.rules}
    node = sheet.specification.node(need.code) if need.code else None
    return {
        "rule": rules.get(need.rule_code, need.rule_code),
        "code": need.code,
        "text": node.name if node else "",
        "minimum": "" if need.minimum is None else decimal_id(need.minimum),
        "is_together": need.together,
    }
