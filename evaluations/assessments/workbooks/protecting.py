"""What can be done in the portal's own workbook: drop-downs, locks, panes, widths, print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from django.utils.translation import gettext as _
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.scoring import AnswerType, NodeSpec, decimal_comma
from evaluations.scoring.answers import NOT_APPLICABLE
from evaluations.scoring.tree import CHOICES

from . import own_layout as at
from .expressions import literal
from .formulas import SheetFormulas
from .heights import fit_row
from .order import is_filled_in

WIDTHS = {
    at.CODE: 12,
    at.NUMBER: 6,
    at.TEXT: 46,
    at.WEIGHT: 8,
    at.OPTIONS: 46,
    at.ANSWER: 11,
    at.SCORE: 8,
    at.NOTE: 44,
    at.EVIDENCE: 30,
    at.CHECK: 32,
}
TEXTS = {column: WIDTHS[column] for column in (at.TEXT, at.OPTIONS, at.NOTE, at.EVIDENCE)}
MOST = 999_999_999_999_999  # as many digits as scoring reads of a count


def protect(sheet: Worksheet, formulas: SheetFormulas) -> None:
    """Let only answers and notes be changed, and only to what fits. There is no password."""
    for validation in _validations(formulas):
        sheet.add_data_validation(validation)
    for column, width in WIDTHS.items():
        sheet.column_dimensions[column].width = width
    for node in formulas.instrument.nodes:
        least = 2 if is_filled_in(node) else 1  # what is written in CHECK may take two
        fit_row(sheet, formulas.rows[node.code], TEXTS, least=least)
    for column in at.HIDDEN:
        sheet.column_dimensions[column].hidden = True
    sheet.freeze_panes = f"{at.CODE}{at.FIRST_ROW}"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # may be widened
    set_paper(sheet)
    sheet.print_title_rows = f"{at.HEADER_ROW}:{at.HEADER_ROW}"


def set_paper(sheet: Worksheet) -> None:
    """A4 across, as many pages long as it takes, one wide."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _validations(formulas: SheetFormulas) -> Iterator[DataValidation]:
    """One for all cells that take the same answers."""
    alike: dict[tuple[object, ...], DataValidation] = {}
    for node in filter(lambda node: node.is_answered, formulas.instrument.nodes):
        place = f"{at.ANSWER}{formulas.rows[node.code]}"
        letters = tuple(option.letter for option in node.options if option.score is not None)
        key: tuple[object, ...] = (node.answer_type, letters, node.measure)
        if node.code in formulas.instrument.optional:
            key = (node.code,)  # its formula names its own cell
        if key not in alike:
            alike[key] = _validation(node, letters)
            if node.code in formulas.instrument.optional:
                _let_it_not_apply(alike[key], place)
        alike[key].add(place)
    yield from alike.values()


def _validation(node: NodeSpec, letters: Sequence[str]) -> DataValidation:
    if node.answer_type in CHOICES:
        validation = DataValidation(type="list", formula1=f'"{",".join(letters)}"')
        error = _("Pilih %(options)s.") % {"options": ", ".join(letters)}
    elif node.answer_type is AnswerType.COUNT:
        validation = _between("whole", "0", f"{MOST}")
        error = _("Tulis bilangan bulat, 0 atau lebih.")
    else:
        validation = _between("decimal", literal(node.low), literal(node.top))
        ends = {"low": decimal_comma(node.low), "top": decimal_comma(node.top)}
        error = _("Tulis angka %(low)s sampai %(top)s.") % ends
    validation.allow_blank = True
    validation.showErrorMessage = True
    validation.errorTitle = _("Jawaban tidak dikenal")
    validation.error = error
    return validation


def _between(kind: Literal["whole", "decimal"], least: str, most: str) -> DataValidation:
    return DataValidation(type=kind, operator="between", formula1=least, formula2=most)


def _let_it_not_apply(validation: DataValidation, place: str) -> None:
    """Take the words that say so beside the numbers."""
    number = f"{place}>={validation.formula1},{place}<={validation.formula2}"
    fits = f"AND(ISNUMBER({place}),{number})"
    validation.type = "custom"
    validation.operator = None
    validation.formula1 = f'OR({place}="{NOT_APPLICABLE}",{fits})'
    validation.formula2 = None
    validation.error = _("%(error)s Atau tulis “%(phrase)s”.") % {
        "error": validation.error,
        "phrase": NOT_APPLICABLE,
    }
