"""What may be answered to a question, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluations.scoring import AnswerType, NodeSpec, decimal_comma
from evaluations.scoring.tree import CHOICES, SCALE_TOPS


def options_of(node: NodeSpec) -> str:
    """One line for each option that gives points; empty for what is added up."""
    if node.answer_type in CHOICES:
        scored = [option for option in node.options if option.score is not None]
        if not any(option.description for option in scored):
            return " / ".join(option.letter for option in scored)
        return "\n".join(f"{option.letter}: {option.description}" for option in scored)
    if node.answer_type is AnswerType.COUNT:
        return _("Bilangan bulat, 0 atau lebih")
    if node.answer_type in SCALE_TOPS:
        return _("Angka 0 sampai %(top)s") % {"top": decimal_comma(node.top)}
    if node.answer_type is AnswerType.PERCENT:
        return _("Dihitung dari masukan di bawahnya")
    return ""
