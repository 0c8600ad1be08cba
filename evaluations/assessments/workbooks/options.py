"""What may be answered to a question, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluations.scoring import AnswerType, NodeSpec, decimal_comma
from evaluations.scoring.answers import NOT_APPLICABLE
from evaluations.scoring.tree import CHOICES, RANGED, SCALE_TOPS


def options_of(node: NodeSpec, *, optional: bool = False) -> str:
    """One line for each option that gives points; empty for what is added up.

    ``optional``: it may not apply to the institution.
    """
    if node.answer_type in CHOICES:
        scored = [option for option in node.options if option.score is not None]
        if not any(option.description for option in scored):
            return " / ".join(option.letter for option in scored)
        return "\n".join(f"{option.letter}: {option.description}" for option in scored)
    if node.answer_type is AnswerType.COUNT:
        return _("Bilangan bulat, 0 atau lebih")
    if node.answer_type in {*SCALE_TOPS, *RANGED}:
        return _range_of(node, optional=optional)
    if node.answer_type is AnswerType.PERCENT:
        return _("Dihitung dari masukan di bawahnya")
    return ""


def _range_of(node: NodeSpec, *, optional: bool) -> str:
    ends = {"low": decimal_comma(node.low), "top": decimal_comma(node.top)}
    lines = [_("Angka %(low)s sampai %(top)s") % ends]
    if node.measure is not None and node.measure.target is not None:
        lines.append(_("Target baik: %(target)s") % {"target": decimal_comma(node.measure.target)})
    if optional:
        lines.append(_("Atau: %(phrase)s") % {"phrase": NOT_APPLICABLE})
    return "\n".join(lines)
