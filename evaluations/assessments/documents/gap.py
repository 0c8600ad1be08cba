"""How far a sheet is from each predicate, and the cheapest way there (laporan kesenjangan)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluations.assessments.models import AssessmentLayer
from evaluations.assessments.sheet import Sheet
from evaluations.assessments.verdicts import PredicateLines
from evaluations.assessments.ways import AreaLines, NeedLine, RaiseLine, RuleNeeds, SheetWay
from evaluations.scoring import OptionSpec
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
    way = None if lines.is_met else _way(SheetWay(sheet, lines.predicate, ()))
    return content | {"way": way}


def _way(asked: SheetWay) -> Content:
    """The raises that meet every rule, by area; or the least that other answers must be."""
    changes = asked.way.changes
    return {
        "is_feasible": asked.way.feasible,
        "prior": asked.prior,
        "questions": len(changes),
        "steps": sum(change.steps for change in changes),
        "total": str(asked.after(changes).total),
        "areas": [_area(area) for area in asked.areas(changes)],
        "needs": [_need(need) for need in asked.needs()],
    }


def _area(area: AreaLines) -> Content:
    node = area.before.node
    return {
        "code": node.code,
        "name": node.name,
        "section": node.section.capitalize() if node.area else "",
        "changes": [_change(line) for line in area.raises],
    }


def _change(line: RaiseLine) -> Content:
    return {
        "code": line.question.code,
        "text": line.question.node.name,
        "old": _in_words(line.old) if line.old else "",
        "new": _in_words(line.new),
        "steps": line.change.steps,
    }


def _in_words(option: OptionSpec) -> str:
    return f"{option.letter}: {option.description}" if option.description else option.letter


def _need(need: RuleNeeds) -> Content:
    return {
        "rule": need.rule.label,
        "is_together": need.together,
        "lines": [_line(line) for line in need.lines],
    }


def _line(line: NeedLine) -> Content:
    return {
        "code": line.question.code,
        "text": line.question.node.name,
        "minimum": decimal_id(line.minimum) + ("\N{NO-BREAK SPACE}%" if line.is_percent else ""),
    }
