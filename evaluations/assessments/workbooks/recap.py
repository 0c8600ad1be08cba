"""The sheet ``Rekap``: areas with their halves, components, total, and the rules of predicates."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from evaluations.scoring import (
    AnswerType,
    AreaRule,
    InstrumentSpec,
    Kind,
    NodeSpec,
    RuleOutcome,
    Verdict,
    judge,
    score,
)
from evaluations.scoring.tree import PRIOR_PREDICATE, TOTAL

from .expressions import rounded
from .formulas import SheetFormulas
from .looks import Look
from .order import printed
from .own_layout import SHEET
from .protecting import set_paper
from .writing import cell_at, write_formula, write_number, write_text

PERCENT = "0.00%"


class _Recap:
    """Writes from top to bottom; ``row`` is the next free one."""

    def __init__(self, sheet: Worksheet, formulas: SheetFormulas):
        self.sheet, self.formulas = sheet, formulas
        self.instrument = formulas.instrument
        self.row = 1

    def title(self) -> None:
        write_text(self.sheet, "A1", self.instrument.title, Look.TITLE)
        write_formula(self.sheet, "A2", self.formulas.progress(sheet=SHEET), Look.QUIET)
        write_formula(self.sheet, "A3", self.formulas.faults(sheet=SHEET), Look.QUIET)
        self.row = 5

    def header(self, labels: Sequence[str]) -> None:
        for column, label in enumerate(labels, start=1):
            write_text(self.sheet, f"{get_column_letter(column)}{self.row}", label, Look.HEADER)
        self.row += 1

    def areas(self) -> None:
        """Each area of change, its halves side by side."""
        joined = _joined(self.instrument)
        sections = list(dict.fromkeys(node.section for nodes in joined for node in nodes))
        if not joined:
            return
        halves = [section.capitalize() for section in sections]
        self.header([_("Area perubahan"), _("Bobot"), _("Nilai"), "%", *halves])
        for nodes in joined:
            self.scored(nodes[0].name, nodes, Look.PLAIN)
            for column, section in enumerate(sections, start=5):
                half = [node.code for node in nodes if node.section == section]
                place = f"{get_column_letter(column)}{self.row - 1}"
                value = rounded(self.formulas.sum_of(half, sheet=SHEET)) if half else ""
                write_formula(self.sheet, place, value, Look.COMPUTED)
        self.row += 1

    def components(self) -> None:
        """What stands above the areas of change or beside them, and the total."""
        self.header([_("Komponen"), _("Bobot"), _("Nilai"), "%"])
        for node in printed(self.instrument):
            if node.kind is Kind.COMPONENT or (node.kind is Kind.AREA and not node.area):
                look = Look.INDICATOR if node.parent == "" else Look.PLAIN
                self.scored(f"{node.code} {node.name}", [node], look)
            elif node.answer_type is AnswerType.COEFFICIENT:
                self.coefficient(node)
        self.total()
        self.row += 1

    def coefficient(self, node: NodeSpec) -> None:
        """What is taken off the component above it."""
        points = rounded(self.formulas.sum_of([node.code], sheet=SHEET), may_be_negative=True)
        write_text(self.sheet, f"A{self.row}", node.name, Look.PLAIN)
        write_formula(self.sheet, f"C{self.row}", points, Look.COMPUTED)
        self.row += 1

    def total(self) -> None:
        """The score that counts, and the grade of an index."""
        place = f"C{self.row}"
        self.scored(_("Nilai total"), self.instrument.children[""], Look.AREA)
        write_formula(self.sheet, place, self.formulas.total(sheet=SHEET))
        if self.instrument.grades:
            letter = self.formulas.measured.grade(place, sheet=SHEET)
            write_text(self.sheet, f"A{self.row}", _("Predikat indeks"), Look.AREA)
            write_formula(self.sheet, f"C{self.row}", letter, Look.VERDICT)
            self.row += 1

    def scored(self, label: str, nodes: Sequence[NodeSpec], look: Look) -> None:
        weights = [self.formulas.measured.weight(node, sheet=SHEET) for node in nodes]
        value = rounded(self.formulas.sum_of([node.code for node in nodes], sheet=SHEET))
        computed = Look.COMPUTED if look is Look.PLAIN else look
        write_text(self.sheet, f"A{self.row}", label, look)
        write_formula(self.sheet, f"B{self.row}", "+".join(weights), computed)
        write_formula(self.sheet, f"C{self.row}", value, computed)
        share = f"IF(B{self.row}=0,0,C{self.row}/B{self.row})"
        write_formula(self.sheet, f"D{self.row}", share, computed)
        cell_at(self.sheet, f"D{self.row}").number_format = PERCENT
        self.row += 1

    def verdict(self, verdict: Verdict) -> None:
        title = _("Syarat predikat %(name)s") % {"name": verdict.predicate}
        self.header([title, _("Minimal"), _("Nilai"), _("Selisih"), _("Terpenuhi")])
        first = self.row
        for rule in verdict.rules:
            self.rule(rule)
        yes, no = _("memenuhi"), _("belum memenuhi")
        met = f'COUNTIF(E{first}:E{self.row - 1},"{_("ya")}")={len(verdict.rules)}'
        settled = self.formulas.is_settled(sheet=SHEET)
        provisional = _("sementara")
        outcome = f'IF({met},"{yes}","{no}")&IF({settled},""," ({provisional})")'
        write_text(self.sheet, f"A{self.row}", verdict.predicate, Look.AREA)
        write_formula(self.sheet, f"B{self.row}", outcome, Look.AREA)
        self.sheet.merge_cells(f"B{self.row}:E{self.row}")
        self.row += 2

    def rule(self, rule: RuleOutcome) -> None:
        write_text(self.sheet, f"A{self.row}", self.label(rule), Look.PLAIN)
        write_number(self.sheet, f"B{self.row}", rule.minimum, Look.COMPUTED)
        if rule.target == PRIOR_PREDICATE:
            write_number(self.sheet, f"C{self.row}", rule.value, Look.COMPUTED)
        elif rule.target == TOTAL:
            total = self.formulas.total(sheet=SHEET)
            write_formula(self.sheet, f"C{self.row}", total, Look.COMPUTED)
        else:
            value = rounded(self.formulas.sum_of(rule.target.split(";"), sheet=SHEET))
            write_formula(self.sheet, f"C{self.row}", value, Look.COMPUTED)
        gap = f"ROUND(C{self.row}-B{self.row},2)"
        write_formula(self.sheet, f"D{self.row}", gap, Look.COMPUTED)
        met = f'IF(C{self.row}>=B{self.row},"{_("ya")}","{_("tidak")}")'
        write_formula(self.sheet, f"E{self.row}", met, Look.VERDICT)
        self.row += 1

    def label(self, rule: RuleOutcome) -> str:
        if rule.target == TOTAL:
            return _("Nilai total")
        if rule.target == PRIOR_PREDICATE:
            return _("Predikat sebelumnya sudah dimiliki (1 = ya)")
        nodes = [self.instrument.node(code) for code in rule.target.split(";")]
        label = ", ".join(dict.fromkeys(node.name for node in nodes))
        halved = len(nodes) == 1 and nodes[0].kind is Kind.AREA and nodes[0].area
        return f"{label} ({nodes[0].section})" if halved else label


def write_recap(
    sheet: Worksheet, formulas: SheetFormulas, *, area_rule: AreaRule, prior: str | None
) -> None:
    """Everything that the page says about the whole, as formulas over the sheet ``LKE``."""
    recap = _Recap(sheet, formulas)
    recap.title()
    recap.areas()
    recap.components()
    blank = score(formulas.instrument, {})
    for predicate in formulas.instrument.predicates:
        recap.verdict(judge(blank, predicate, prior=prior, area_rule=area_rule))
    for column, width in zip("ABCDEF", (52, 11, 11, 11, 13, 13), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    set_paper(sheet)


def _joined(instrument: InstrumentSpec) -> list[list[NodeSpec]]:
    """The halves of each area of change, in printed order."""
    areas: dict[str, list[NodeSpec]] = {}
    for node in printed(instrument):
        if node.kind is Kind.AREA and node.area:
            areas.setdefault(node.area, []).append(node)
    return list(areas.values())
